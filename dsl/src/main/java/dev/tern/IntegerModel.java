package dev.tern;

import dev.tern.datasets.Split;
import dev.tern.integer.IntegerProgram;
import dev.tern.integer.TraceRow;
import dev.tern.nn.Batch;
import dev.tern.report.Agreement;
import dev.tern.report.KernelTable;
import dev.tern.report.LatencyTable;
import dev.tern.report.Prediction;
import dev.tern.report.ResultTable;
import dev.tern.train.Evaluation;
import dev.tern.train.Examples;
import dev.tern.view.Card;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/** A model as it is shipped: packed weights and integer products. Its predictions are those of the student it came from. */
public final class IntegerModel implements Predictor {
    private static final int BATCH = 32;

    private final Model model;
    private final IntegerProgram program;

    private IntegerModel(Model model, IntegerProgram program) {
        this.model = model;
        this.program = program;
    }

    static IntegerModel of(Model model) {
        return new IntegerModel(model, IntegerProgram.of(model.network()));
    }

    @Override
    public String label() {
        return model.label() + (integerSteps() == program.trace().size() ? ", packed" : ", integer products");
    }

    @Override
    public Prediction predict(String text) {
        return Prediction.of(model.labels(), program.logits(Model.textBatch(model.reader(), text))[0]);
    }

    @Override
    public Evaluation evaluate(Split split) {
        Examples examples = read(split);
        float[][] logits = new float[examples.size()][];
        long start = System.nanoTime();
        for (int[] rows : examples.byLength(BATCH)) {
            Batch batch = examples.batch(rows);
            float[][] some = program.logits(batch);
            for (int i = 0; i < rows.length; i++) {
                logits[rows[i]] = some[i];
            }
        }
        return new Evaluation(logits, (System.nanoTime() - start) * 1e-9);
    }

    @Override
    public Examples read(Split split) {
        return model.read(split);
    }

    @Override
    public void save(Path file) {
        model.save(file);
    }

    /** Where the bytes of the file that {@link #save} writes go: a row a kind of content, summing to the file. */
    public ResultTable sizes() {
        return model.sizes();
    }

    /** Which code multiplies with each matrix on this machine, for few rows and for many, and why. */
    public ResultTable explain() {
        return KernelTable.of(model.label(), model.network());
    }

    /**
     * Half and 95 per cent of all calls took at most this many milliseconds, for batches of 1, 8 and 32 texts of full
     * length, on one thread and on two. Takes half a minute.
     */
    public ResultTable latency() {
        int tokens = model.reader() instanceof Reader.Text text ? text.tokens() : 0;
        return LatencyTable.of(model.label(), program, model.network(), tokens);
    }

    /**
     * Every operation in order, and whether it computes in integers or still in float; {@code floats} is 1 where it does.
     * A model trained with {@code .arithmetic(integer)} has none.
     */
    public Table trace() {
        List<TraceRow> rows = program.trace();
        return Table.create(
                "trace",
                column("operation", rows.stream().map(TraceRow::operation).toList()),
                column("in", rows.stream().map(TraceRow::in).toList()),
                column("weights", rows.stream().map(TraceRow::weights).toList()),
                column("accumulator", rows.stream().map(TraceRow::accumulator).toList()),
                column("out", rows.stream().map(TraceRow::out).toList()),
                column("arithmetic", rows.stream().map(TraceRow::arithmetic).toList()),
                IntColumn.create(
                        "floats",
                        rows.stream().mapToInt(row -> row.isInteger() ? 0 : 1).toArray()));
    }

    private static StringColumn column(String name, List<String> values) {
        return StringColumn.create(name, values);
    }

    /** Compares predictions and logits with those of a model, row by row. */
    public Agreement agreesWith(Predictor other, Split split) {
        return Agreement.of(evaluate(split), other.evaluate(split), other.label());
    }

    IntegerProgram program() {
        return program;
    }

    @Override
    public String toString() {
        return "IntegerModel from " + model.label() + ": " + integerSteps() + " of "
                + program.trace().size() + " operations in integers; trace() names them";
    }

    private long integerSteps() {
        return program.trace().stream().filter(TraceRow::isInteger).count();
    }

    private String arithmetic() {
        int all = program.trace().size();
        return integerSteps() == all
                ? "all " + all + " operations in integers, none in float"
                : String.format(
                        Locale.ROOT,
                        "%d of %d operations in integers; train with .arithmetic(integer) to have the rest so too",
                        integerSteps(),
                        all);
    }

    /** The model as a card. */
    public String toHtml() {
        return Card.titled("Integer model")
                .note("from " + model.label())
                .row("network", model.network().describe())
                .row("arithmetic", arithmetic())
                .code("student.integer().trace()")
                .toHtml();
    }
}
