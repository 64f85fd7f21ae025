package dev.tern.datasets;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tech.tablesaw.api.FloatColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/** Labelled examples, texts (one sentence or a pair) or images. Immutable. */
public final class Split {

    /** Pixels of one image: height x width. */
    public record ImageSize(int height, int width) {}

    private static final int SHOWN = 5;

    private final String name;
    private final List<String> names;
    private final int[] labels;
    private final List<String> texts; // empty for images
    private final @Nullable List<String> pairs;
    private final float[][] features; // empty for texts
    private final ImageSize size;

    private Split(
            String name,
            List<String> names,
            int[] labels,
            List<String> texts,
            @Nullable List<String> pairs,
            float[][] features,
            ImageSize size) {
        this.name = name;
        this.names = List.copyOf(names);
        this.labels = labels;
        this.texts = texts;
        this.pairs = pairs;
        this.features = features;
        this.size = size;
        requireLabels();
    }

    /**
     * Texts.
     *
     * @param names the names of the labels
     * @param pairs the second sentences, or null when an example is one sentence
     * @param labels for each text an index into {@code names}
     * @throws DataException if there is no example, the lists differ in length, or a label is out of range
     */
    public static Split ofTexts(
            String name, List<String> names, List<String> texts, @Nullable List<String> pairs, int[] labels) {
        requireSameLength(name, "texts", texts.size(), labels.length);
        if (pairs != null) {
            requireSameLength(name, "pairs", pairs.size(), labels.length);
        }
        var copy = pairs == null ? null : List.copyOf(pairs);
        return new Split(name, names, labels.clone(), List.copyOf(texts), copy, new float[0][], new ImageSize(0, 0));
    }

    /**
     * Images, row by row.
     *
     * @param features the pixels of each image, 0..1; shared, not copied
     * @param labels for each image an index into {@code names}
     * @throws DataException if there is no example, lengths differ, or a label is out of range
     */
    public static Split ofImages(String name, List<String> names, ImageSize size, float[][] features, int[] labels) {
        requireSameLength(name, "images", features.length, labels.length);
        for (int i = 0; i < features.length; i++) {
            if (features[i].length != size.height() * size.width()) {
                throw new DataException("Image " + i + " of " + name + " has " + features[i].length + " pixels where "
                        + size.height() + " x " + size.width() + " are expected.");
            }
        }
        return new Split(name, names, labels.clone(), List.of(), null, features.clone(), size);
    }

    private static void requireSameLength(String name, String what, int found, int labels) {
        if (found != labels) {
            throw new DataException(name + " has " + found + " " + what + " but " + labels
                    + " labels. Give one label for each example.");
        }
    }

    private void requireLabels() {
        if (labels.length == 0) {
            throw new DataException("The split \"" + name + "\" holds no example. Give it one or more.");
        }
        for (int i = 0; i < labels.length; i++) {
            if (labels[i] < 0 || labels[i] >= names.size()) {
                throw new DataException("Label " + labels[i] + " of example " + i + " of " + name
                        + " is out of range: there are " + names.size() + " labels, 0 to " + (names.size() - 1) + " "
                        + names + ".");
            }
        }
    }

    /** "train", "dev" or "test". */
    public String name() {
        return name;
    }

    /** Number of examples. */
    public int size() {
        return labels.length;
    }

    /** The names of the labels, in the order of their numbers. */
    public List<String> labels() {
        return names;
    }

    /** Whether examples are texts; otherwise they are images. */
    public boolean isText() {
        return features.length == 0;
    }

    /** The (first) sentence of example i. */
    public String text(int i) {
        if (!isText()) {
            throw new DataException("The examples of " + name + " are images. Use features(" + i + ").");
        }
        return texts.get(i);
    }

    /** The second sentence of example i, or null where an example is one sentence. */
    public @Nullable String pair(int i) {
        return pairs == null ? null : pairs.get(i);
    }

    /** The label of example i: an index into {@link #labels()}. */
    public int label(int i) {
        return labels[i];
    }

    /** The pixels of example i, row by row, 0..1; a copy. */
    public float[] features(int i) {
        if (isText()) {
            throw new DataException("The examples of " + name + " are texts. Use text(" + i + ").");
        }
        return features[i].clone();
    }

    /** Pixels of each image; 0 x 0 for texts. */
    public ImageSize imageSize() {
        return size;
    }

    /** How often each label occurs, by name, in the order of their numbers. */
    public Map<String, Integer> counts() {
        var counts = new LinkedHashMap<String, Integer>();
        names.forEach(label -> counts.put(label, 0));
        for (int label : labels) {
            counts.merge(names.get(label), 1, Integer::sum);
        }
        return counts;
    }

    /**
     * The first n examples, in their order.
     *
     * @throws DataException unless n is 1 to size()
     */
    public Split take(int n) {
        if (n < 1 || n > size()) {
            throw new DataException(
                    "Cannot take " + n + " examples of " + name + ": it has " + size() + ". Take 1 to " + size() + ".");
        }
        return first(n);
    }

    private Split first(int n) {
        return new Split(
                name,
                names,
                Arrays.copyOf(labels, n),
                isText() ? texts.subList(0, n) : texts,
                pairs == null ? null : pairs.subList(0, n),
                isText() ? features : Arrays.copyOf(features, n),
                size);
    }

    /** Twelve hexadecimal digits that change when any example, label or their order does: says what a result is from. */
    public String fingerprint() {
        var fingerprint = new Fingerprint().add(names.size());
        names.forEach(fingerprint::add);
        for (int i = 0; i < size(); i++) {
            fingerprint.add(labels[i]);
            if (isText()) {
                fingerprint.add(texts.get(i)).add(pairs == null ? "" : pairs.get(i));
            } else {
                fingerprint.add(features[i]);
            }
        }
        return fingerprint.digits();
    }

    /** All examples: text, pair if there is one, label; or label and pixels p0, p1, ... */
    public Table table() {
        var table = Table.create(name);
        if (isText()) {
            table.addColumns(StringColumn.create("text", texts));
            if (pairs != null) {
                table.addColumns(StringColumn.create("pair", pairs));
            }
        }
        var labelNames = new ArrayList<String>(size());
        for (int label : labels) {
            labelNames.add(names.get(label));
        }
        table.addColumns(StringColumn.create("label", labelNames));
        for (int p = 0; p < size.height() * size.width(); p++) {
            var pixels = new float[size()];
            for (int i = 0; i < pixels.length; i++) {
                pixels[i] = features[i][p];
            }
            table.addColumns(FloatColumn.create("p" + p, pixels));
        }
        return table;
    }

    /** The first n examples (all, if there are fewer), as a table. */
    public Table head(int n) {
        return first(Math.max(1, Math.min(n, size()))).table();
    }

    @Override
    public String toString() {
        var kind = isText()
                ? (pairs == null ? "texts" : "text pairs")
                : "images of " + size.height() + " x " + size.width();
        return String.format(java.util.Locale.ROOT, "%s: %,d %s, labels %s", name, size(), kind, counts());
    }

    /** The first examples as they look, and how many there are. */
    public String toHtml() {
        return isText() ? SplitHtml.texts(this, SHOWN) : SplitHtml.images(this, 2 * SHOWN);
    }
}
