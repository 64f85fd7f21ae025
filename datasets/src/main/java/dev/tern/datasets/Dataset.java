package dev.tern.datasets;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;

/** A data set: what to learn from, what to test on, and where it comes from. Immutable. */
public final class Dataset {

    private final String name;
    private final String task;
    private final String licence;
    private final Split train;
    private final Split test;

    private Dataset(String name, String task, String licence, Split train, Split test) {
        this.name = name;
        this.task = task;
        this.licence = licence;
        this.train = train;
        this.test = test;
    }

    /**
     * A data set of your own.
     *
     * @throws DataException if the splits do not name the same labels, or one holds texts and the other images
     */
    public static Dataset of(String name, String task, String licence, Split train, Split test) {
        if (!train.labels().equals(test.labels())) {
            throw new DataException("The splits of " + name + " name different labels: " + train.labels() + " and "
                    + test.labels() + ". Give both the same list.");
        }
        if (train.isText() != test.isText() || !train.imageSize().equals(test.imageSize())) {
            throw new DataException(
                    "The splits of " + name + " hold examples of different kinds: " + train + "; " + test + ".");
        }
        return new Dataset(name, task, licence, train, test);
    }

    public String name() {
        return name;
    }

    /** What there is to decide, in a few words. */
    public String task() {
        return task;
    }

    public String licence() {
        return licence;
    }

    /** The names of the labels, in the order of their numbers. */
    public List<String> labels() {
        return train.labels();
    }

    public Split train() {
        return train;
    }

    public Split test() {
        return test;
    }

    /**
     * Keeps the first n examples of the training split, as they lie in the file; the test split stays whole.
     *
     * @throws DataException unless n is 1 to train().size()
     */
    public Dataset take(int n) {
        return new Dataset(name, task, licence, train.take(n), test);
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT, "%s: %s; %,d train, %,d %s", name, task, train.size(), test.size(), test.name());
    }

    /** The data set as a card: name, task, rows, label counts, licence. */
    public String toHtml() {
        var rows = new LinkedHashMap<String, String>();
        rows.put("", train.name() + " / " + test.name());
        rows.put("examples", pair(train.size(), test.size()));
        var inTest = test.counts();
        train.counts().forEach((label, count) -> rows.put(label, pair(count, inTest.getOrDefault(label, 0))));
        rows.put("licence", licence);
        return Html.card(name, task, rows);
    }

    private static String pair(int train, int test) {
        return String.format(Locale.ROOT, "%,d / %,d", train, test);
    }
}
