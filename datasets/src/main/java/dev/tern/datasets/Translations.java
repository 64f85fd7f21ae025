package dev.tern.datasets;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/** Sentences with their translations, split for training and test. Immutable. */
public final class Translations {

    /** One sentence in two languages, and where it stands. */
    public record Pair(String reference, String source, String target) {}

    private final String name;
    private final String licence;
    private final List<Pair> train;
    private final List<Pair> test;

    Translations(String name, String licence, List<Pair> train, List<Pair> test) {
        this.name = name;
        this.licence = licence;
        this.train = List.copyOf(train);
        this.test = List.copyOf(test);
    }

    /** Pairs from a table with these columns. */
    static List<Pair> pairs(Tsv table, String reference, String source, String target) {
        var references = table.column(reference);
        var sources = table.column(source);
        var targets = table.column(target);
        var pairs = new ArrayList<Pair>(references.size());
        for (int i = 0; i < references.size(); i++) {
            pairs.add(new Pair(references.get(i), sources.get(i), targets.get(i)));
        }
        return pairs;
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

    /** The first n training pairs (all, if there are fewer): reference, source, target. */
    public Table head(int n) {
        var first = train.subList(0, Math.max(0, Math.min(n, train.size())));
        return Table.create(
                name,
                StringColumn.create(
                        "reference", first.stream().map(Pair::reference).toList()),
                StringColumn.create("source", first.stream().map(Pair::source).toList()),
                StringColumn.create("target", first.stream().map(Pair::target).toList()));
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%s: translation; %,d train, %,d test", name, train.size(), test.size());
    }

    /** The set as a card. */
    public String toHtml() {
        var rows = new LinkedHashMap<String, String>();
        rows.put("pairs", String.format(Locale.ROOT, "%,d / %,d", train.size(), test.size()));
        rows.put("first", train.get(0).source());
        rows.put("its translation", train.get(0).target());
        rows.put("licence", licence);
        return Html.card(name, "translation, train / test", rows);
    }
}
