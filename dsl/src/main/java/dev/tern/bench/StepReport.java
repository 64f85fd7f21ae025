package dev.tern.bench;

import com.google.gson.GsonBuilder;
import dev.tern.io.AtomicFile;
import dev.tern.onednn.OneDnn;
import dev.tern.tensor.Threads;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Times of training steps, as a table and as JSON. */
final class StepReport {
    /**
     * One step's milliseconds.
     *
     * @param clock by the clock
     * @param processor of all threads; what else the machine does disturbs it less, but waiting in a loop counts
     */
    record Step(double clock, double processor) {}

    private final Map<String, Map<String, List<Step>>> times = new LinkedHashMap<>();
    private final Map<String, Map<String, Map<String, Double>>> profiles = new LinkedHashMap<>();

    void add(String shape, String side, List<Step> steps) {
        times.computeIfAbsent(shape, s -> new LinkedHashMap<>())
                .computeIfAbsent(side, s -> new ArrayList<>())
                .addAll(steps);
    }

    /** Milliseconds by part of a step. */
    void profile(String shape, String side, Map<String, Double> parts) {
        profiles.computeIfAbsent(shape, s -> new LinkedHashMap<>()).put(side, parts);
    }

    void print(PrintStream out) throws IOException {
        out.println(machine());
        times.forEach((shape, sides) -> {
            double baseline = best(clock(sides.getOrDefault("PyTorch QAT", List.of())));
            out.printf("%n%s, ms a step      best   median   processor   best / PyTorch QAT%n", shape);
            sides.forEach((side, steps) -> out.printf(
                    Locale.ROOT,
                    "%-22s %8.1f %8.1f %10.1f %10s%n",
                    side,
                    best(clock(steps)),
                    median(clock(steps)),
                    best(steps.stream().map(Step::processor).toList()),
                    Double.isNaN(baseline) ? "—" : String.format(Locale.ROOT, "%.2f", best(clock(steps)) / baseline)));
        });
        profiles.forEach((shape, sides) -> sides.forEach((side, parts) -> {
            out.printf("%n%s, %s: ms of the quickest step%n", shape, side);
            parts.entrySet().stream()
                    .sorted(Map.Entry.<String, Double>comparingByValue().reversed())
                    .forEach(part -> out.printf(Locale.ROOT, "%-36s %8.2f%n", part.getKey(), part.getValue()));
        }));
        out.println("peak resident memory " + peakMemory());
    }

    /** Everything, every single step included. */
    void write(Path file) throws IOException {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("machine", machine());
        all.put("milliseconds", times);
        all.put("millisecondsByPart", profiles);
        byte[] text = new GsonBuilder().setPrettyPrinting().create().toJson(all).getBytes(StandardCharsets.UTF_8);
        AtomicFile.write(file, text);
    }

    static String machine() {
        OneDnn library = OneDnn.ifUsable();
        return "Java " + Runtime.version() + ", " + Threads.count() + " threads, "
                + (library == null ? "no oneDNN" : library.processor())
                + String.format(
                        Locale.ROOT,
                        ", load %.1f",
                        ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
    }

    private static List<Double> clock(List<Step> steps) {
        return steps.stream().map(Step::clock).toList();
    }

    private static double best(List<Double> times) {
        return times.stream().mapToDouble(Double::doubleValue).min().orElse(Double.NaN);
    }

    static double median(List<Double> times) {
        double[] sorted =
                times.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        return sorted.length == 0 ? Double.NaN : sorted[sorted.length / 2];
    }

    private static String peakMemory() throws IOException {
        Path status = Path.of("/proc/self/status");
        if (!Files.exists(status)) {
            return "not known on this system";
        }
        return Files.readAllLines(status).stream()
                .filter(line -> line.startsWith("VmHWM"))
                .findFirst()
                .map(line -> line.replaceAll("\\D+", ""))
                .map(kib -> Long.parseLong(kib) / 1024 + " MiB")
                .orElse("unknown");
    }
}
