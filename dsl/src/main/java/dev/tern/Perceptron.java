package dev.tern;

import dev.tern.datasets.Split;
import dev.tern.nn.EmbeddingTraining;
import dev.tern.nn.Mlp;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** A multi-layer perceptron for feature vectors; the data gives the number of features and classes. */
public final class Perceptron implements Architecture {
    private final int[] hidden;

    Perceptron(int... hidden) {
        if (Arrays.stream(hidden).anyMatch(n -> n < 1)) {
            throw new IllegalArgumentException(
                    "mlp(" + Arrays.toString(hidden) + "): every hidden layer needs a positive width.");
        }
        this.hidden = hidden.clone();
    }

    @Override
    public Start start(Split train, Recipe recipe) {
        if (train.isText() || train.size() == 0) {
            throw new IllegalArgumentException(
                    train.name() + " holds no feature vectors: use model(miniLM()) or model(bert()) for text.");
        }
        List<Integer> widths = new ArrayList<>(List.of(train.features(0).length));
        Arrays.stream(hidden).forEach(widths::add);
        widths.add(train.labels().size());
        return new Start(Mlp.random(widths, recipe.seed()), new Reader.Features());
    }

    @Override
    public EmbeddingTraining embeddings() {
        return EmbeddingTraining.TRAINED;
    }

    @Override
    public String toString() {
        return "mlp(" + Arrays.stream(hidden).mapToObj(String::valueOf).collect(Collectors.joining(", ")) + ")";
    }
}
