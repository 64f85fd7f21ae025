package dev.tern;

import com.google.gson.Gson;
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
import dev.tern.train.History;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A model as a safetensors file; {@code dsl/FORMAT.md} describes it for readers in other languages.
 *
 * <p>A parameter that is not quantized is an F32 tensor under its name; of a quantized one {@link StoredCodes} tells, of
 * a quantized activation {@link StoredActivations}, of the vocabulary {@link StoredTokenizer}. The metadata say the
 * rest: network, classes, recipe, and a checksum of everything, without which no file is read.
 */
final class ModelFile {
    private static final String FORMAT = "tern.format";
    private static final String VERSION = "3";
    private static final List<String> READABLE = List.of("2", VERSION);
    private static final String NETWORK = "tern.network";
    private static final Gson GSON = new Gson();

    /** Tensors of an encoder layer: six matrices with biases, two norms. */
    private static final int TENSORS_A_LAYER = 16;

    /** What the metadata say of a network; exactly one of the two is present. */
    private record Description(
            @Nullable BertShape bert,
            @Nullable List<Integer> mlp,
            int tokens,
            List<String> labels,
            boolean frozen,
            @Nullable Nonlinearity nonlinearity,
            @Nullable List<String> split,
            @Nullable Arithmetic arithmetic) {

        /** Numbers in all matrices, a lower bound of what the file must hold; in double, which does not overflow. */
        double weights() {
            if (bert != null) {
                double inner = (double) bert.heads() * bert.headWidth();
                double layer = 4 * inner * bert.width() + 2.0 * bert.width() * bert.feedForward();
                double tables = (double) bert.vocabulary() + bert.positions() + bert.types();
                return bert.layers() * layer + tables * bert.width();
            }
            double sum = 0;
            for (int i = 0; mlp != null && i + 1 < mlp.size(); i++) {
                sum += (double) mlp.get(i) * mlp.get(i + 1);
            }
            return sum;
        }

        /** Tensors that hold at least one number each, likewise. */
        double tensors() {
            return bert != null ? (double) TENSORS_A_LAYER * bert.layers() : mlp == null ? 0 : 2.0 * (mlp.size() - 1);
        }

        boolean isWhole() {
            return labels != null
                    && !labels.isEmpty()
                    && labels.stream().allMatch(label -> label != null)
                    && (bert == null) != (mlp == null)
                    && (mlp == null || mlp.stream().allMatch(width -> width != null && width > 0))
                    && (bert == null || tokens > 2 && tokens <= bert.positions());
        }
    }

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
        Description description = new Description(
                network instanceof BertClassifier bert ? bert.shape() : null,
                network instanceof Mlp mlp ? mlp.widths() : null,
                tokens,
                model.labels(),
                network instanceof BertClassifier bert && bert.embeddingTraining() == EmbeddingTraining.FROZEN,
                network instanceof BertClassifier bert && bert.nonlinearity() != Nonlinearity.GELU
                        ? bert.nonlinearity()
                        : null,
                network instanceof BertClassifier bert && !bert.splitLayers().isEmpty() ? bert.splitLayers() : null,
                network.quantization().arithmetic() == Arithmetic.MIXED
                        ? null
                        : network.quantization().arithmetic());
        metadata.put(FORMAT, VERSION);
        metadata.put(NETWORK, GSON.toJson(description));
        metadata.put("tern.label", model.label());
        metadata.put("tern.recipe", model.code());
        return new Contents(tensors, metadata);
    }

    static Model read(Path path) {
        StoredFile file = StoredFile.read(path);
        if (!READABLE.contains(file.word(FORMAT))) {
            throw new IllegalArgumentException(path + " is a safetensors file, but not one that Tern wrote in format "
                    + String.join(" or ", READABLE) + ": load(...) reads what model.save(...) writes.");
        }
        if (!file.file().isVerified()) {
            throw file.corrupt("it has lost its checksum (metadata " + Safetensors.CHECKSUM + ")");
        }
        Description description = description(file);
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
        Arithmetic arithmetic = description.arithmetic == null ? Arithmetic.MIXED : description.arithmetic;
        return new Model(
                file.file().metadata().getOrDefault("tern.label", "loaded"),
                file.file().metadata().getOrDefault("tern.recipe", "load(...)"),
                network.copy(
                        Quantization.stored(
                                codes, StoredActivations.read(file, network.places(arithmetic)), arithmetic),
                        description.frozen ? EmbeddingTraining.FROZEN : EmbeddingTraining.TRAINED),
                description.bert == null
                        ? new Reader.Features()
                        : new Reader.Text(
                                StoredTokenizer.read(file, description.bert.vocabulary()), description.tokens),
                description.labels,
                History.none());
    }

    private static Description description(StoredFile file) {
        Description found = null;
        try {
            found = GSON.fromJson(file.word(NETWORK), Description.class);
        } catch (RuntimeException e) {
            // Gson wraps what a record's constructor throws; said below, in the words of every other broken file.
        }
        if (found == null || !found.isWhole()) {
            throw file.corrupt("its metadata do not describe a network");
        }
        // No weight takes less than a bit.
        if (found.weights() > 8.0 * file.file().size()
                || found.tensors() > file.file().tensors().size()) {
            throw file.corrupt("its metadata describe a larger network than the file can hold");
        }
        return found;
    }

    private static Network network(Description d, StoredFile file) {
        try {
            return d.bert != null ? bert(d, d.bert) : Mlp.random(d.mlp, 0);
        } catch (IllegalArgumentException e) {
            throw file.corrupt(String.valueOf(e.getMessage()));
        }
    }

    /** What a file of an earlier version does not tell is as it was then: GELU, and no layer split. */
    private static Network bert(Description d, BertShape shape) {
        EmbeddingTraining embeddings = d.frozen ? EmbeddingTraining.FROZEN : EmbeddingTraining.TRAINED;
        BertClassifier network = BertClassifier.random(shape, d.labels.size(), embeddings, 0);
        network = d.nonlinearity == null ? network : network.with(d.nonlinearity);
        return d.split == null ? network : network.split(d.split);
    }
}
