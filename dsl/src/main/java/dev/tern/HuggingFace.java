package dev.tern;

import dev.tern.datasets.Split;
import dev.tern.datasets.pretrained.Pretrained;
import dev.tern.exchange.HuggingFaceFolder;
import dev.tern.nn.BertClassifier;
import dev.tern.nn.EmbeddingTraining;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * A BERT from a folder as Hugging Face's transformers save one, with all or some of its layers: config.json,
 * model.safetensors (or its index and parts) and tokenizer.json or vocab.txt. Its classifier, if it has one, is left
 * aside: the recipe's data train a new one. Immutable.
 */
public final class HuggingFace implements Architecture {
    private final Path folder;
    private final int[] layers;

    HuggingFace(Path folder, int... layers) {
        this.folder = folder;
        this.layers = layers.clone();
    }

    /** Keeps the named layers, counted from 0, in the order given. */
    public HuggingFace layers(int... which) {
        if (which.length == 0 || Arrays.stream(which).anyMatch(l -> l < 0)) {
            throw new IllegalArgumentException("layers(...) names the layers to keep, counted from 0, but "
                    + Arrays.toString(which) + " were asked for. Write, for example, layers(0, 5).");
        }
        return new HuggingFace(folder, which);
    }

    @Override
    public Start start(Split train, Recipe recipe) {
        HuggingFaceFolder checkpoint = HuggingFaceFolder.open(folder);
        recipe.requirePositions(checkpoint.shape().positions());
        Pretrained weights = checkpoint.read();
        if (layers.length > 0) {
            weights = weights.layers(layers);
        }
        BertClassifier network =
                BertClassifier.from(weights, train.labels().size(), recipe.embeddingTraining(), recipe.seed());
        return new Start(
                network.with(checkpoint.nonlinearity()), new Reader.Text(weights.tokenizer(), recipe.tokens()));
    }

    @Override
    public EmbeddingTraining embeddings() {
        return EmbeddingTraining.FROZEN;
    }

    @Override
    public String toString() {
        String path = folder.toString().replace("\\", "\\\\").replace("\"", "\\\"");
        return "huggingFace(Path.of(\"" + path + "\"))"
                + (layers.length == 0
                        ? ""
                        : ".layers("
                                + Arrays.stream(layers)
                                        .mapToObj(String::valueOf)
                                        .collect(Collectors.joining(", "))
                                + ")");
    }
}
