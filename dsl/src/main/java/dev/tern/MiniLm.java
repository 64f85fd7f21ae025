package dev.tern;

import dev.tern.datasets.Split;
import dev.tern.datasets.pretrained.MiniLM;
import dev.tern.datasets.pretrained.Pretrained;
import dev.tern.nn.BertClassifier;
import dev.tern.nn.EmbeddingTraining;
import dev.tern.train.Progress;
import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * MiniLM-L6-v2 (Wang et al., NeurIPS 2020), a BERT of 6 layers, width 384 and 12 heads, with all or some of its layers.
 * Its weights are fetched from the user's Maven repositories on first use and cached there.
 */
public final class MiniLm implements Architecture {
    private enum Weights {
        FP32(""),
        INT8(".int8()");

        private final String word;

        Weights(String word) {
            this.word = word;
        }
    }

    private final Weights form;
    private final int[] layers;

    MiniLm() {
        this(Weights.FP32);
    }

    private MiniLm(Weights form, int... layers) {
        this.form = form;
        this.layers = layers.clone();
    }

    /**
     * Starts from the weights of the published int8 file, which ONNX Runtime's dynamic quantization made: a peer to
     * compare with. They are real numbers here, multiples of a scale for each matrix.
     */
    public MiniLm int8() {
        return new MiniLm(Weights.INT8, layers);
    }

    /**
     * Keeps the named layers, 0 to 5, in the order given. Two layers, 0 and 5, make a teacher that trains in a minute.
     */
    public MiniLm layers(int... which) {
        if (which.length == 0 || Arrays.stream(which).anyMatch(l -> l < 0 || l > 5)) {
            throw new IllegalArgumentException("MiniLM has the layers 0 to 5, but " + Arrays.toString(which)
                    + " were asked for. Write, for example, miniLM().layers(0, 5).");
        }
        return new MiniLm(form, which);
    }

    @Override
    public Start start(Split train, Recipe recipe) {
        dev.tern.artifacts.Progress progress = (file, done, total) -> new Progress(
                        "tern-minilm", "fetching " + file, done, Math.max(1, total), "MiniLM", Double.NaN)
                .report();
        Pretrained weights = form == Weights.INT8 ? MiniLM.loadInt8(progress) : MiniLM.load(progress);
        if (layers.length > 0) {
            weights = weights.layers(layers);
        }
        recipe.requirePositions(weights.shape().positions());
        return new Start(
                BertClassifier.from(weights, train.labels().size(), recipe.embeddingTraining(), recipe.seed()),
                new Reader.Text(weights.tokenizer(), recipe.tokens()));
    }

    @Override
    public EmbeddingTraining embeddings() {
        return EmbeddingTraining.FROZEN;
    }

    @Override
    public String toString() {
        return "miniLM()" + form.word
                + (layers.length == 0
                        ? ""
                        : ".layers("
                                + Arrays.stream(layers)
                                        .mapToObj(String::valueOf)
                                        .collect(Collectors.joining(", "))
                                + ")");
    }
}
