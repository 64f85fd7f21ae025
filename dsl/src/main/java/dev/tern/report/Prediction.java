package dev.tern.report;

import dev.tern.integer.Classification;
import dev.tern.view.TableView;
import java.util.List;
import java.util.Locale;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/**
 * What a model says about one text.
 *
 * @param label the likeliest class
 * @param labels all classes
 * @param probabilities softmax of the logits, one a class, summing to 1
 */
public record Prediction(String label, List<String> labels, List<Double> probabilities) {

    /** What these logits say, one a class. */
    public static Prediction of(List<String> labels, float[] logits) {
        Classification answer = Classification.of(labels, logits);
        return new Prediction(answer.label(), labels, answer.probabilities());
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(label).append(" (");
        for (int i = 0; i < labels.size(); i++) {
            text.append(i == 0 ? "" : ", ")
                    .append(labels.get(i))
                    .append(String.format(Locale.ROOT, " %.1f %%", 100 * probabilities.get(i)));
        }
        return text.append(')').toString();
    }

    /** The classes and their probabilities, with bars. */
    public String toHtml() {
        Table table =
                Table.create(StringColumn.create("class", labels), DoubleColumn.create("probability", probabilities));
        return TableView.of(table)
                .percent("probability")
                .bar("probability", 0, 1, labels.indexOf(label))
                .toHtml();
    }
}
