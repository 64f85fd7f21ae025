package dev.tern.datasets;

import java.util.List;

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

    /** A data set of your own; both splits name the same labels. */
    public static Dataset of(String name, String task, String licence, Split train, Split test) {
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

    /** Keeps the first n examples of the training split, as they lie in the file; the test split stays whole. */
    public Dataset take(int n) {
        return new Dataset(name, task, licence, train.take(n), test);
    }

    /** The data set as a card: name, task, rows, label counts, licence. */
    public String toHtml() {
        throw new UnsupportedOperationException("in the making");
    }
}
