package dev.tern;

import dev.tern.datasets.pretrained.BertShape;
import dev.tern.io.Safetensors;
import dev.tern.io.StoredTensor;
import dev.tern.nn.Arithmetic;
import dev.tern.nn.BertClassifier;
import dev.tern.nn.EmbeddingTraining;
import dev.tern.nn.Mlp;
import dev.tern.nn.Network;
import dev.tern.nn.Nonlinearity;
import dev.tern.nn.Parameter;
import dev.tern.nn.Quantization;
import dev.tern.quant.Codes;
import dev.tern.stored.StoredFile;
import dev.tern.stored.StoredNetwork;
import dev.tern.stored.StoredTokenizer;
import dev.tern.train.History;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A model as a safetensors file; {@code dsl/FORMAT.md} describes it for readers in other languages.
 *
 * <p>A parameter that is not quantized is an F32 tensor under its name; of a quantized one {@link StoredCodes} tells, of
 * a quantized activation {@link StoredActivations}, of the vocabulary {@link StoredTokenizer}. The metadata say the
 * rest: network, classes, recipe, and a checksum of everything, without which no file is read.
 */
final class ModelFile {
    /** What a file is made of. */
    record Contents(Map<String, StoredTensor> tensors, Map<String, String> metadata) {}

    private ModelFile() {}

    static void write(Model model, Path file) {
        Contents contents = contents(model);
        Safetensors.write(file, contents.tensors, contents.metadata);
    }

    static Contents contents(Model model) {
        Network network = model.network();
        Map<String, StoredTensor> tensors = new LinkedHashMap<>();
        Map<String, Codes> quantized = new LinkedHashMap<>();
        for (Parameter p : network.parameters()) {
            Codes codes = network.quantization().codes(p.name());
            if (codes == null) {
                tensors.put(
                        p.name(),
                        StoredTensor.of(
                                p.value().toFloats(),
                                p.value().rows(),
                                p.value().columns()));
            } else {
                quantized.put(p.name(), codes);
            }
        }
        Map<String, String> metadata = new LinkedHashMap<>();
        StoredCodes.write(quantized, tensors, metadata);
        StoredActivations.write(network, tensors, metadata);
        int tokens = 0;
        if (model.reader() instanceof Reader.Text text) {
            tokens = text.tokens();
            StoredTokenizer.write(text.tokenizer(), tensors, metadata);
        }
        StoredNetwork description = new StoredNetwork(
                network instanceof BertClassifier bert ? bert.shape() : null,
                network instanceof Mlp mlp ? mlp.widths() : null,
                tokens,
                model.labels(),
                network instanceof BertClassifier bert && bert.embeddingTraining() == EmbeddingTraining.FROZEN,
                network instanceof BertClassifier bert && bert.nonlinearity() != Nonlinearity.GELU
                        ? bert.nonlinearity().name()
                        : null,
                network instanceof BertClassifier bert && !bert.splitLayers().isEmpty() ? bert.splitLayers() : null,
                network.quantization().arithmetic() == Arithmetic.MIXED
                        ? null
                        : network.quantization().arithmetic().name());
        metadata.put(StoredFile.FORMAT, StoredFile.VERSION);
        description.write(metadata);
        metadata.put("tern.label", model.label());
        metadata.put("tern.recipe", model.code());
        return new Contents(tensors, metadata);
    }

    static Model read(Path path) {
        StoredFile file = StoredFile.read(path);
        StoredNetwork description = StoredNetwork.read(file);
        Network network = network(description, file);
        Map<String, Codes> codes = new LinkedHashMap<>();
        for (Parameter p : network.parameters()) {
            Codes found = StoredCodes.read(file, p);
            if (found == null) {
                p.set(file.finite(p.name(), p.value().size()));
            } else {
                codes.put(p.name(), found);
                p.set(found.values());
            }
        }
        Arithmetic arithmetic = description.isInteger() ? Arithmetic.INTEGER : Arithmetic.MIXED;
        return new Model(
                file.file().metadata().getOrDefault("tern.label", "loaded"),
                file.file().metadata().getOrDefault("tern.recipe", "load(...)"),
                network.copy(
                        Quantization.stored(
                                codes, StoredActivations.read(file, network.places(arithmetic)), arithmetic),
                        description.frozen() ? EmbeddingTraining.FROZEN : EmbeddingTraining.TRAINED),
                description.bert() == null
                        ? new Reader.Features()
                        : new Reader.Text(
                                StoredTokenizer.read(file, description.bert().vocabulary()), description.tokens()),
                description.labels(),
                History.none());
    }

    private static Network network(StoredNetwork d, StoredFile file) {
        try {
            return d.bert() != null ? bert(d, d.bert()) : Mlp.random(d.mlp(), 0);
        } catch (IllegalArgumentException e) {
            throw file.corrupt(String.valueOf(e.getMessage()));
        }
    }

    /** What a file of an earlier version does not tell is as it was then: GELU, and no layer split. */
    private static Network bert(StoredNetwork d, BertShape shape) {
        EmbeddingTraining embeddings = d.frozen() ? EmbeddingTraining.FROZEN : EmbeddingTraining.TRAINED;
        BertClassifier network = BertClassifier.random(shape, d.labels().size(), embeddings, 0);
        network = d.isRelu() ? network.with(Nonlinearity.RELU) : network;
        return d.split() == null ? network : network.split(d.split());
    }
}
