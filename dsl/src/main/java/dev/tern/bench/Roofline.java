package dev.tern.bench;

import dev.tern.datasets.pretrained.BertShape;
import dev.tern.onednn.Numbers;
import java.io.PrintStream;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * How far each part of a training step is from what the machine could do (Williams, Waterman, Patterson, "Roofline",
 * CACM 2009): its time over the longer of bytes / bandwidth and operations / product rate. One thread, processor time.
 */
final class Roofline {
    private final Limits limits;
    private final Map<String, Work> work;

    Roofline(Limits limits, BertShape shape, int batch, int time) {
        this.limits = limits;
        work = Work.of(shape, batch, time);
    }

    /** The limits as a Markdown table. */
    static void print(Limits limits, PrintStream out) {
        out.println("| limit of one thread | |");
        out.println("|---|---|");
        for (Numbers numbers : List.of(Numbers.F32, Numbers.BF16, Numbers.U8)) {
            String name = numbers == Numbers.U8 ? "U8 x S8" : numbers.toString();
            out.printf(Locale.ROOT, "| products of %s | %.0f GOP/s |%n", name, limits.products(numbers) * 1e-9);
        }
        out.printf(Locale.ROOT, "| memory, copying 128 MiB | %.1f GB/s |%n%n", limits.bandwidth() * 1e-9);
    }

    /**
     * A side's parts as a Markdown table.
     *
     * @param milliseconds by part
     * @param forward numbers of its products forward
     * @param backward and backward
     */
    void print(String side, Map<String, Double> milliseconds, Numbers forward, Numbers backward, PrintStream out) {
        double total =
                milliseconds.values().stream().mapToDouble(Double::doubleValue).sum();
        out.printf(Locale.ROOT, "## %s, %.0f ms%n%n", side, total);
        out.println("| part | ms | share | MB | GB/s | GOP | GOP/s | times the limit |");
        out.println("|---|---|---|---|---|---|---|---|");
        milliseconds.entrySet().stream()
                .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
                .filter(part -> work.containsKey(part.getKey()))
                .forEach(part -> line(part.getKey(), part.getValue(), total, forward, backward, out));
        out.println();
    }

    private void line(String part, double time, double total, Numbers forward, Numbers backward, PrintStream out) {
        Work least = work.getOrDefault(part, new Work(0, 0));
        boolean isAttention = part.startsWith("Attention");
        Numbers numbers = isAttention ? Numbers.F32 : part.endsWith("forward") ? forward : backward;
        double limit =
                1e3 * Math.max(least.bytes() / limits.bandwidth(), least.operations() / limits.products(numbers));
        out.printf(
                Locale.ROOT,
                "| %s | %.1f | %.0f %% | %.0f | %.1f | %s | %s | %.1f |%n",
                part,
                time,
                100 * time / total,
                least.bytes() * 1e-6,
                least.bytes() / time * 1e-6,
                least.operations() == 0 ? "" : String.format(Locale.ROOT, "%.2f", least.operations() * 1e-9),
                least.operations() == 0 ? "" : String.format(Locale.ROOT, "%.0f", least.operations() / time * 1e-6),
                time / limit);
    }
}
