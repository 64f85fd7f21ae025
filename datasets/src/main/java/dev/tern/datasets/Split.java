package dev.tern.datasets;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tech.tablesaw.api.Table;

/** Labelled examples, texts (one sentence or a pair) or images. Immutable. */
public final class Split {

    /** Pixels of one image: height x width. */
    public record ImageSize(int height, int width) {}

    /** Texts; {@code pairs} is null when an example is one sentence. labels[i] is an index into {@code names}. */
    public static Split ofTexts(
            String name, List<String> names, List<String> texts, @Nullable List<String> pairs, int[] labels) {
        throw new UnsupportedOperationException("in the making");
    }

    /** Images, row by row, values 0..1. labels[i] is an index into {@code names}. */
    public static Split ofImages(String name, List<String> names, ImageSize size, float[][] features, int[] labels) {
        throw new UnsupportedOperationException("in the making");
    }

    private Split() {}

    /** "train" or "test". */
    public String name() {
        throw new UnsupportedOperationException("in the making");
    }

    /** Number of examples. */
    public int size() {
        throw new UnsupportedOperationException("in the making");
    }

    /** The names of the labels, in the order of their numbers. */
    public List<String> labels() {
        throw new UnsupportedOperationException("in the making");
    }

    /** Whether examples are texts; otherwise they are images. */
    public boolean isText() {
        throw new UnsupportedOperationException("in the making");
    }

    /** The (first) sentence of example i. */
    public String text(int i) {
        throw new UnsupportedOperationException("in the making");
    }

    /** The second sentence of example i, or null where an example is one sentence. */
    public @Nullable String pair(int i) {
        throw new UnsupportedOperationException("in the making");
    }

    /** The label of example i: an index into {@link #labels()}. */
    public int label(int i) {
        throw new UnsupportedOperationException("in the making");
    }

    /** The pixels of example i, row by row, 0..1. */
    public float[] features(int i) {
        throw new UnsupportedOperationException("in the making");
    }

    /** Pixels of each image. */
    public ImageSize imageSize() {
        throw new UnsupportedOperationException("in the making");
    }

    /** The first n examples. */
    public Split take(int n) {
        throw new UnsupportedOperationException("in the making");
    }

    /** All examples: text, pair if there is one, label; or label and pixels p0, p1, ... */
    public Table table() {
        throw new UnsupportedOperationException("in the making");
    }

    /** The first n examples (all, if there are fewer). */
    public Table head(int n) {
        throw new UnsupportedOperationException("in the making");
    }

    /** The examples as cells of a page. */
    public String toHtml() {
        throw new UnsupportedOperationException("in the making");
    }
}
