package dev.tern;

import dev.tern.datasets.Split;
import dev.tern.nn.BertClassifier;
import dev.tern.nn.EmbeddingTraining;
import dev.tern.nn.Nonlinearity;
import dev.tern.train.Importance;

/**
 * A trained encoder without its less important attention heads and feed-forward neurons: {@code teacher.halfWidth()},
 * where BinaryBERT starts (Bai et al., ACL 2021, section 3.1; how importance is measured: Hou et al., DynaBERT, NeurIPS
 * 2020). It is measured on the training rows when a recipe is fitted. The hidden states keep their width. Immutable.
 */
public final class Narrower implements Architecture {
    private final Model model;
    private final double share;
    private final Nonlinearity nonlinearity;

    private Narrower(Model model, double share, Nonlinearity nonlinearity) {
        this.model = model;
        this.share = share;
        this.nonlinearity = nonlinearity;
    }

    static Narrower of(Model model, double share) {
        if (!(share > 0 && share <= 1)) {
            throw new IllegalArgumentException("width(" + share
                    + ") is no share of heads and neurons: give a number above 0, at most 1, such as width(0.5).");
        }
        if (!(model.network() instanceof BertClassifier bert)) {
            throw new IllegalArgumentException("Only a BERT encoder has attention heads to remove, but this model is a "
                    + model.network().describe() + ".");
        }
        return new Narrower(model, share, bert.nonlinearity());
    }

    /** ReLU in the place of GELU, as BinaryBERT has it for activations of 4 bits: no code is spent below zero. */
    public Narrower relu() {
        return new Narrower(model, share, Nonlinearity.RELU);
    }

    @Override
    public Start start(Split train, Recipe recipe) {
        Continued.requireClasses(model, train);
        BertClassifier wide = (BertClassifier) model.network();
        Importance importance = Importance.of(wide, model.reader().read(train));
        BertClassifier narrow = importance.most(share).of(wide).with(nonlinearity);
        return new Start(narrow, model.reader());
    }

    @Override
    public EmbeddingTraining embeddings() {
        return ((BertClassifier) model.network()).embeddingTraining();
    }

    @Override
    public String toString() {
        boolean isChanged = ((BertClassifier) model.network()).nonlinearity() != nonlinearity;
        return "teacher." + (share == 0.5 ? "halfWidth()" : "width(" + share + ")") + (isChanged ? ".relu()" : "");
    }
}
