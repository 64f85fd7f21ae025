package dev.tern.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Programs that do the same work, timed in turns, so that whatever else the machine does slows all of them down. */
final class Sides {
    private static final int ROUNDS = 8;
    private static final long ROUND_NANOSECONDS = 300_000_000;
    private static final long WARM_UP_NANOSECONDS = 2_000_000_000;

    /** What a side leaves running, such as threads that spin before they sleep, has ended after this. */
    private static final long PAUSE_MILLISECONDS = 60;

    private final Map<String, Runnable> runs = new LinkedHashMap<>();
    private final Map<String, List<Double>> times = new LinkedHashMap<>();

    Sides add(String name, Runnable run) {
        runs.put(name, run);
        times.put(name, new ArrayList<>());
        return this;
    }

    /** Milliseconds of every call, a side a list. */
    void run() {
        runs.forEach((name, run) -> repeat(run, WARM_UP_NANOSECONDS, new ArrayList<>()));
        for (int round = 0; round < ROUNDS; round++) {
            runs.forEach((name, run) -> {
                try {
                    Thread.sleep(PAUSE_MILLISECONDS);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                repeat(run, ROUND_NANOSECONDS, times.getOrDefault(name, List.of()));
            });
        }
    }

    private static void repeat(Runnable run, long nanoseconds, List<Double> times) {
        long start = System.nanoTime();
        long before = start;
        do {
            run.run();
            long now = System.nanoTime();
            times.add((now - before) * 1e-6);
            before = now;
        } while (before - start < nanoseconds);
    }

    /** Prints best and median of every side, and how many times longer than the first it took. */
    void print(String title) {
        System.out.println(title);
        double best = Double.NaN;
        double median = Double.NaN;
        for (Map.Entry<String, List<Double>> side : times.entrySet()) {
            List<Double> sorted = side.getValue().stream().sorted().toList();
            double low = sorted.get(0);
            double middle = sorted.get(sorted.size() / 2);
            best = Double.isNaN(best) ? low : best;
            median = Double.isNaN(median) ? middle : median;
            System.out.printf(
                    Locale.ROOT,
                    "  %-34s best %8.3f ms   median %8.3f ms   x %5.2f best, x %5.2f median%n",
                    side.getKey(),
                    low,
                    middle,
                    low / best,
                    middle / median);
        }
    }
}
