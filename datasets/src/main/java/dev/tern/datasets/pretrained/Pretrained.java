package dev.tern.datasets.pretrained;

import dev.tern.datasets.Html;
import dev.tern.datasets.text.WordPiece;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** A pretrained BERT encoder: its shape, its weights under Hugging Face names, its tokenizer. Immutable. */
public final class Pretrained {

    private static final String LAYER = "encoder.layer.";

    private final String name;
    private final String licence;
    private final BertShape shape;
    private final Map<String, Weight> weights;
    private final WordPiece tokenizer;

    private Pretrained(String name, String licence, BertShape shape, Map<String, Weight> weights, WordPiece tokenizer) {
        this.name = name;
        this.licence = licence;
        this.shape = shape;
        this.weights = Map.copyOf(weights);
        this.tokenizer = tokenizer;
    }

    /** Weights under Hugging Face names, "embeddings.word_embeddings.weight" and so on, [out, in]. */
    public static Pretrained of(
            String name, String licence, BertShape shape, Map<String, Weight> weights, WordPiece tokenizer) {
        return new Pretrained(name, licence, shape, weights, tokenizer);
    }

    public String name() {
        return name;
    }

    public String licence() {
        return licence;
    }

    public BertShape shape() {
        return shape;
    }

    /** Every tensor under its Hugging Face name, as "encoder.layer.0.attention.self.query.weight"; sorted by name. */
    public Map<String, Weight> weights() {
        return new TreeMap<>(weights);
    }

    /**
     * The tensor of that name.
     *
     * @throws IllegalArgumentException if there is none
     */
    public Weight weight(String tensor) {
        var weight = weights.get(tensor);
        if (weight == null) {
            throw new IllegalArgumentException(
                    name + " has no tensor \"" + tensor + "\". weights().keySet() names those it has.");
        }
        return weight;
    }

    public WordPiece tokenizer() {
        return tokenizer;
    }

    /** Number of single weights. */
    public long parameters() {
        return weights.values().stream().mapToLong(w -> w.values().length).sum();
    }

    /**
     * Keeps these layers, in this order, renumbered from 0.
     *
     * @throws IllegalArgumentException if none is named, or one that does not exist
     */
    public Pretrained layers(int... which) {
        if (which.length == 0) {
            throw new IllegalArgumentException("No layer is named. Type layers(0) to keep the first one.");
        }
        var kept = new LinkedHashMap<String, Weight>();
        weights.forEach((tensor, weight) -> {
            if (!tensor.startsWith(LAYER)) {
                kept.put(tensor, weight);
            }
        });
        for (int to = 0; to < which.length; to++) {
            if (which[to] < 0 || which[to] >= shape.layers()) {
                throw new IllegalArgumentException("There is no layer " + which[to] + " in " + name
                        + ": its layers are 0 to " + (shape.layers() - 1) + ".");
            }
            var from = LAYER + which[to] + ".";
            var prefix = LAYER + to + ".";
            weights.forEach((tensor, weight) -> {
                if (tensor.startsWith(from)) {
                    kept.put(prefix + tensor.substring(from.length()), weight);
                }
            });
        }
        return new Pretrained(
                name + " layers " + Arrays.toString(which), licence, shape.layers(which.length), kept, tokenizer);
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%s: BERT of %d layers, width %d, %d heads, %,d tokens; %.1f million weights",
                name,
                shape.layers(),
                shape.width(),
                shape.heads(),
                shape.vocabulary(),
                parameters() / 1e6);
    }

    /** The model as a card: its shape, its size, its licence. */
    public String toHtml() {
        var rows = new LinkedHashMap<String, String>();
        rows.put("layers", String.valueOf(shape.layers()));
        rows.put("width", String.valueOf(shape.width()));
        rows.put("heads", String.valueOf(shape.heads()));
        rows.put("feed-forward", String.valueOf(shape.feedForward()));
        rows.put("vocabulary", String.format(Locale.ROOT, "%,d", shape.vocabulary()));
        rows.put("longest text", shape.positions() + " tokens");
        rows.put("weights", String.format(Locale.ROOT, "%,d", parameters()));
        rows.put("licence", licence);
        return Html.card(name, "pretrained BERT encoder", rows);
    }
}
