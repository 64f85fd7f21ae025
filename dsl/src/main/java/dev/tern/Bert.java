package dev.tern;

import dev.tern.datasets.Split;
import dev.tern.datasets.pretrained.BertShape;
import dev.tern.datasets.text.WordPiece;
import dev.tern.nn.BertClassifier;
import dev.tern.nn.EmbeddingTraining;
import dev.tern.nn.Nonlinearity;
import java.util.ArrayList;
import java.util.List;

/** A BERT encoder from random weights, with a vocabulary learned from the training rows. Immutable. */
public final class Bert implements Architecture {
    private static final int POSITIONS = 512;

    private final int layers;
    private final int width;
    private final int heads;
    private final int vocabulary;
    private final Nonlinearity nonlinearity;

    Bert() {
        this(2, 128, 2, 8000, Nonlinearity.GELU);
    }

    private Bert(int layers, int width, int heads, int vocabulary, Nonlinearity nonlinearity) {
        this.layers = layers;
        this.width = width;
        this.heads = heads;
        this.vocabulary = vocabulary;
        this.nonlinearity = nonlinearity;
        if (layers < 1 || width < 1 || heads < 1 || width % heads != 0) {
            throw new IllegalArgumentException(this + ": layers, width and heads must be positive and the heads must"
                    + " divide the width. Write, for example, bert().layers(2).width(128).heads(2).");
        }
    }

    /** Number of encoder layers; 2 unless told. */
    public Bert layers(int n) {
        return new Bert(n, width, heads, vocabulary, nonlinearity);
    }

    /** Width of the hidden states, a multiple of the heads; 128 unless told. The feed-forward layer is four times as wide. */
    public Bert width(int n) {
        return new Bert(layers, n, n % heads == 0 ? heads : 1, vocabulary, nonlinearity);
    }

    /** Number of attention heads; 2 unless told. */
    public Bert heads(int n) {
        return new Bert(layers, width, n, vocabulary, nonlinearity);
    }

    /** Largest number of word pieces to learn; 8,000 unless told. */
    public Bert vocabulary(int n) {
        return new Bert(layers, width, heads, n, nonlinearity);
    }

    /** ReLU in the place of GELU between the feed-forward layers, which suits activations of 4 bits. */
    public Bert relu() {
        return new Bert(layers, width, heads, vocabulary, Nonlinearity.RELU);
    }

    @Override
    public Start start(Split train, Recipe recipe) {
        if (!train.isText() || train.size() == 0) {
            throw new IllegalArgumentException(train.name()
                    + " holds no text to learn a vocabulary from: give text, or use model(mlp(...)) for features.");
        }
        recipe.requirePositions(POSITIONS);
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < train.size(); i++) {
            texts.add(train.text(i));
            String pair = train.pair(i);
            if (pair != null) {
                texts.add(pair);
            }
        }
        WordPiece tokenizer = WordPiece.learn(texts, vocabulary);
        BertShape shape = new BertShape(layers, width, heads, 4 * width, tokenizer.vocabularySize(), POSITIONS, 2);
        return new Start(
                BertClassifier.random(shape, train.labels().size(), recipe.embeddingTraining(), recipe.seed())
                        .with(nonlinearity),
                new Reader.Text(tokenizer, recipe.tokens()));
    }

    @Override
    public EmbeddingTraining embeddings() {
        return EmbeddingTraining.TRAINED;
    }

    @Override
    public String toString() {
        return "bert().layers(" + layers + ").width(" + width + ").heads(" + heads + ")"
                + (vocabulary == 8000 ? "" : ".vocabulary(" + vocabulary + ")")
                + (nonlinearity == Nonlinearity.GELU ? "" : ".relu()");
    }
}
