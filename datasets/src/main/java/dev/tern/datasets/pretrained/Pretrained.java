package dev.tern.datasets.pretrained;

import dev.tern.datasets.text.WordPiece;
import java.util.Map;

/** A pretrained BERT encoder: its shape, its weights under Hugging Face names, its tokenizer. Immutable. */
public final class Pretrained {

    private final String name;
    private final BertShape shape;
    private final Map<String, Weight> weights;
    private final WordPiece tokenizer;

    private Pretrained(String name, BertShape shape, Map<String, Weight> weights, WordPiece tokenizer) {
        this.name = name;
        this.shape = shape;
        this.weights = weights;
        this.tokenizer = tokenizer;
    }

    public static Pretrained of(String name, BertShape shape, Map<String, Weight> weights, WordPiece tokenizer) {
        return new Pretrained(name, shape, weights, tokenizer);
    }

    public String name() {
        return name;
    }

    public BertShape shape() {
        return shape;
    }

    /** Every tensor under its Hugging Face name, as "encoder.layer.0.attention.self.query.weight". */
    public Map<String, Weight> weights() {
        return weights;
    }

    /** The tensor of that name. */
    public Weight weight(String name) {
        throw new UnsupportedOperationException("in the making");
    }

    public WordPiece tokenizer() {
        return tokenizer;
    }

    /** Keeps these layers, in this order, renumbered from 0. */
    public Pretrained layers(int... which) {
        throw new UnsupportedOperationException("in the making");
    }

    /** The model as a card. */
    public String toHtml() {
        throw new UnsupportedOperationException("in the making");
    }
}
