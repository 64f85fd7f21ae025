package dev.tern;

import dev.tern.datasets.Split;
import dev.tern.report.ResultTable;
import dev.tern.train.Evaluation;
import dev.tern.view.ColumnFormat;
import dev.tern.view.TableView;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.NumericColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/** Models side by side: accuracy, what was lost, size on disk, time. */
public final class Comparison {
    private final List<Predictor> models;

    Comparison(Predictor... models) {
        if (models.length == 0) {
            throw new IllegalArgumentException("compare() needs at least one model: compare(teacher, student).");
        }
        this.models = List.of(models);
    }

    /**
     * Runs every model on these rows. "lost" is the difference in accuracy to the first model; "size" is that of the
     * saved file in bytes, read from the disk and shown in MiB, or in KiB where all are small; "smaller" is how many times it goes into the first
     * one's; "ms" is wall time an example at batch 32.
     */
    public ResultTable on(Split split) {
        StringColumn names = StringColumn.create("model");
        DoubleColumn accuracies = DoubleColumn.create("accuracy");
        DoubleColumn lost = DoubleColumn.create("lost");
        DoubleColumn sizes = DoubleColumn.create("size");
        DoubleColumn smaller = DoubleColumn.create("smaller");
        DoubleColumn times = DoubleColumn.create("ms");
        Map<String, Integer> seen = new HashMap<>();
        for (Predictor model : models) {
            Evaluation evaluation = model.evaluate(split);
            double accuracy = evaluation.accuracy(model.read(split));
            int count = seen.merge(model.label(), 1, Integer::sum);
            names.append(model.label() + (count == 1 ? "" : " (" + count + ")"));
            accuracies.append(accuracy);
            lost.append(accuracy - accuracies.getDouble(0));
            sizes.append(sizeOnDisk(model));
            smaller.append(sizes.getDouble(0) / sizes.getDouble(sizes.size() - 1));
            times.append(1000 * evaluation.seconds() / split.size());
        }
        return new ResultTable(
                split.name() + ", " + split.size() + " rows",
                Comparison::view,
                names,
                accuracies,
                lost,
                sizes,
                smaller,
                times);
    }

    private static TableView view(Table table) {
        NumericColumn<?> smaller = table.numberColumn("smaller");
        int[] shrunk = IntStream.range(0, table.rowCount())
                .filter(row -> smaller.getDouble(row) > 1.5)
                .toArray();
        return TableView.of(table)
                .percent("accuracy")
                .bar("accuracy", 0, 1, shrunk)
                .reference(0)
                .points("lost")
                .format(
                        table.numberColumn("size").max() < 1 << 20 ? ColumnFormat.KIBIBYTES : ColumnFormat.MEBIBYTES,
                        "size")
                .times("smaller")
                .milliseconds("ms");
    }

    private static double sizeOnDisk(Predictor model) {
        try {
            Path file = Files.createTempFile("tern-size", ".safetensors");
            try {
                model.save(file);
                return Files.size(file);
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "Could not write a temporary file to measure the size of " + model.label() + ".", e);
        }
    }

    @Override
    public String toString() {
        return "comparison of "
                + String.join(", ", models.stream().map(Predictor::label).toList()) + "; add .on(data.test())";
    }
}
