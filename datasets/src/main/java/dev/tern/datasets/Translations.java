package dev.tern.datasets;

import java.util.List;
import tech.tablesaw.api.Table;

/** Sentences with their translations, split for training and test. Immutable. */
public final class Translations {

    /** One sentence in two languages, and where it stands. */
    public record Pair(String reference, String source, String target) {}

    private final String name;
    private final List<Pair> train;
    private final List<Pair> test;

    Translations(String name, List<Pair> train, List<Pair> test) {
        this.name = name;
        this.train = List.copyOf(train);
        this.test = List.copyOf(test);
    }

    public String name() {
        return name;
    }

    public List<Pair> train() {
        return train;
    }

    public List<Pair> test() {
        return test;
    }

    /** The first n training pairs. */
    public Table head(int n) {
        throw new UnsupportedOperationException("in the making");
    }
}
