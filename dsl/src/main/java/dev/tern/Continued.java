package dev.tern;

import dev.tern.datasets.Split;
import dev.tern.nn.BertClassifier;
import dev.tern.nn.EmbeddingTraining;
import dev.tern.nn.Quantization;

/**
 * The network of a trained model, weights included: how a student starts from its teacher.
 *
 * @param model what to start from
 */
record Continued(Model model) implements Architecture {
    @Override
    public Start start(Split train, Recipe recipe) {
        requireClasses(model, train);
        return new Start(model.network().copy(Quantization.none(), recipe.embeddingTraining()), model.reader());
    }

    /** What starts from a trained model tells the same classes apart. */
    static void requireClasses(Model model, Split train) {
        if (model.network().classes() != train.labels().size()) {
            throw new IllegalArgumentException(
                    "The teacher tells " + model.network().classes() + " classes apart, but " + train.name() + " has "
                            + train.labels().size() + ": teach it on the same data first.");
        }
    }

    @Override
    public EmbeddingTraining embeddings() {
        return model.network() instanceof BertClassifier bert ? bert.embeddingTraining() : EmbeddingTraining.TRAINED;
    }

    @Override
    public String toString() {
        return "teacher";
    }
}
