package dev.tern.report;

import dev.tern.integer.IntegerProgram;
import dev.tern.nn.Batch;
import dev.tern.nn.BertClassifier;
import dev.tern.nn.Mlp;
import dev.tern.nn.Network;
import dev.tern.tensor.Sequences;
import dev.tern.tensor.Threads;
import dev.tern.train.Progress;
import dev.tern.view.ColumnFormat;
import dev.tern.view.TableView;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.Table;

/**
 * How long an integer model takes, by batch and threads: {@code integer().latency()}. Every sequence has the most tokens
 * the model reads, drawn at random.
 */
public final class LatencyTable {
    private static final int[] BATCHES = {1, 8, 32};
    private static final int[] THREADS = {1, 2};
    private static final int MOST_CALLS = 200;
    private static final int LEAST_CALLS = 20;
    private static final long NANOSECONDS = 1_500_000_000;

    private final IntColumn batches = IntColumn.create("batch");
    private final IntColumn threads = IntColumn.create("threads");
    private final IntColumn calls = IntColumn.create("calls");
    private final DoubleColumn medians = DoubleColumn.create("p50");
    private final DoubleColumn tails = DoubleColumn.create("p95");
    private final DoubleColumn rates = DoubleColumn.create("a second");

    private LatencyTable() {}

    /**
     * Measures; takes half a minute.
     *
     * @param network what the program was made from
     * @param tokens length of a text; 0 for a network that reads feature vectors
     */
    public static ResultTable of(String label, IntegerProgram program, Network network, int tokens) {
        LatencyTable rows = new LatencyTable();
        int before = Threads.count();
        try {
            int done = 0;
            for (int batch : BATCHES) {
                for (int count : THREADS) {
                    progress(done++, "batch " + batch + ", threads " + count);
                    Threads.use(count);
                    rows.measure(program, batch(network, tokens, batch), count);
                }
            }
            progress(done, "measured");
        } finally {
            Threads.use(before);
        }
        String length = tokens > 0 ? ", " + tokens + " tokens a text" : "";
        return new ResultTable(
                "latency of " + label,
                table -> view(table).note("milliseconds a batch after a warm-up" + length + "; rows a second at p50"),
                rows.batches,
                rows.threads,
                rows.calls,
                rows.medians,
                rows.tails,
                rows.rates);
    }

    private static void progress(int done, String what) {
        new Progress("tern-latency", "latency", done, BATCHES.length * THREADS.length, what, Double.NaN).report();
    }

    private void measure(IntegerProgram program, Batch batch, int count) {
        times(program, batch);
        double[] sorted = times(program, batch);
        double median = percentile(sorted, 50);
        batches.append(batch.size());
        threads.append(count);
        calls.append(sorted.length);
        medians.append(median);
        tails.append(percentile(sorted, 95));
        rates.append(batch.size() / median * 1e3);
    }

    /** Milliseconds of each call, ascending. */
    private static double[] times(IntegerProgram program, Batch batch) {
        List<Double> times = new ArrayList<>();
        long start = System.nanoTime();
        while (times.size() < LEAST_CALLS || times.size() < MOST_CALLS && System.nanoTime() - start < NANOSECONDS) {
            long call = System.nanoTime();
            program.logits(batch);
            times.add((System.nanoTime() - call) * 1e-6);
        }
        return times.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    }

    /** The smallest time that {@code percent} of all do not exceed (nearest rank). */
    static double percentile(double[] sorted, int percent) {
        return sorted[Math.max(0, (sorted.length * percent + 99) / 100 - 1)];
    }

    private static Batch batch(Network network, int tokens, int size) {
        Random random = new Random(1);
        int[] none = new int[size];
        if (network instanceof BertClassifier bert) {
            int[] lengths = new int[size];
            Arrays.fill(lengths, tokens);
            int[] ids = random.ints((long) size * tokens, 0, bert.shape().vocabulary())
                    .toArray();
            return new Batch(new Sequences(size, tokens, lengths), ids, new int[ids.length], new float[0], none, none);
        }
        float[] features = new float[size * ((Mlp) network).widths().get(0)];
        for (int i = 0; i < features.length; i++) {
            features[i] = random.nextFloat();
        }
        return new Batch(null, new int[0], new int[0], features, none, none);
    }

    private static TableView view(Table table) {
        return TableView.of(table)
                .format(ColumnFormat.MILLISECONDS, "p50", "p95")
                .format(ColumnFormat.decimals(0), "a second");
    }
}
