package dev.tern.datasets;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * TREC questions by what they ask for (Li and Roth 2002): train.tsv, dev.tsv and labels.txt, or the original files
 * train_5500.label and TREC_10.label, lines "LABEL:fine question" in ISO 8859-1.
 */
final class Trec {

    private static final List<String> LABELS = List.of("DESC", "ENTY", "ABBR", "HUM", "LOC", "NUM");

    private Trec() {}

    static Dataset read(Path folder) {
        var original = folder.resolve("train_5500.label");
        if (Source.exists(original)) {
            return dataset(
                    original("train", Source.file(original)),
                    original("test", Source.file(folder.resolve("TREC_10.label"))));
        }
        var labels = folder.resolve("labels.txt");
        var names = Source.exists(labels) ? Source.file(labels).lines(StandardCharsets.UTF_8) : LABELS;
        return dataset(
                columns("train", Source.file(folder.resolve("train.tsv")), names),
                columns("dev", Source.file(folder.resolve("dev.tsv")), names));
    }

    private static Dataset dataset(Split train, Split test) {
        return Dataset.of("TREC", "what does a question ask for?", "your own copy of TREC", train, test);
    }

    private static Split columns(String name, Source source, List<String> names) {
        return Tsv.withHeader(source).split(name, names, "sentence", null, "label");
    }

    private static Split original(String name, Source source) {
        var texts = new ArrayList<String>();
        var lines = source.lines(StandardCharsets.ISO_8859_1);
        var labels = new int[lines.size()];
        for (int i = 0; i < labels.length; i++) {
            var line = lines.get(i);
            int colon = line.indexOf(':');
            int space = line.indexOf(' ');
            int label = colon > 0 && colon < space ? LABELS.indexOf(line.substring(0, colon)) : -1;
            if (label < 0) {
                throw source.error(
                        i + 1,
                        "expected LABEL:fine question with LABEL one of " + String.join(", ", LABELS) + ", found \""
                                + line.substring(0, Math.min(40, line.length())) + "\".");
            }
            labels[i] = label;
            texts.add(line.substring(space + 1).strip());
        }
        return Split.ofTexts(name, LABELS, texts, null, labels);
    }
}
