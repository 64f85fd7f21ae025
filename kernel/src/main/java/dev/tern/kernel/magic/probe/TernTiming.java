package dev.tern.kernel.magic.probe;

import dev.tern.kernel.display.MimeBundle;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Measures how long a piece of code takes that was compiled into a loop. */
public final class TernTiming {
    private static final double WARM_UP_SECONDS = 0.3;
    private static final double RUN_SECONDS = 0.15;
    private static final double SLOW_SECONDS = 0.5;
    private static final int RUNS = 7;
    private static final int RUNS_OF_SLOW_CODE = 3;

    // The compiler must not find out that these two are never equal, nor that what is kept is never read.
    private static volatile long one = 1;
    private static volatile long two = 2;
    private static @Nullable Object kept;

    private TernTiming() {}

    /** The code, in its loop. */
    public interface Body {
        void run(long loops) throws Throwable;
    }

    /**
     * Measures, after a warm-up.
     *
     * @param loops loops a run; 0 for as many as take {@value #RUN_SECONDS} s
     * @param runs 0 for as many as are good
     */
    public static MimeBundle measure(long loops, int runs, Body body) throws Throwable {
        try {
            double first = seconds(body, Math.max(1, loops));
            boolean slow = first > SLOW_SECONDS;
            List<Double> measured = new ArrayList<>();
            long each = Math.max(1, loops);
            if (slow) {
                measured.add(first / each);
            } else {
                double one = warmUp(body, each, first);
                each = loops > 0 ? loops : Math.max(1, Math.round(RUN_SECONDS / one));
            }
            int wanted = runs > 0 ? runs : slow ? RUNS_OF_SLOW_CODE : RUNS;
            while (measured.size() < wanted) {
                measured.add(seconds(body, each) / each);
            }
            return MimeBundle.plain(report(measured, each));
        } catch (Throwable thrown) {
            throw withoutOwnFrames(thrown);
        }
    }

    /** Runs for a while, and returns the seconds one loop takes in the end. */
    private static double warmUp(Body body, long fewest, double first) throws Throwable {
        long loops = fewest;
        double last = first;
        double spent = first;
        while (spent < WARM_UP_SECONDS) {
            if (last < WARM_UP_SECONDS / 10) {
                loops = Math.min(loops * 2, Long.MAX_VALUE / 4);
            }
            last = seconds(body, loops);
            spent += last;
        }
        return Math.max(last / loops, 1e-12);
    }

    private static double seconds(Body body, long loops) throws Throwable {
        long start = System.nanoTime();
        body.run(loops);
        return Math.max(1, System.nanoTime() - start) / 1e9;
    }

    private static String report(List<Double> measured, long loops) {
        double[] sorted = measured.stream().mapToDouble(d -> d).sorted().toArray();
        int last = sorted.length - 1;
        double median = (sorted[last / 2] + sorted[(last + 1) / 2]) / 2;
        double spread =
                Arrays.stream(sorted).map(d -> Math.abs(d - median)).sorted().toArray()[(last + 1) / 2];
        return String.format(
                Locale.ROOT,
                "best %s, median %s ± %s a loop (%d run%s of %,d loop%s)",
                time(sorted[0]),
                time(median),
                time(spread),
                sorted.length,
                last == 0 ? "" : "s",
                loops,
                loops == 1 ? "" : "s");
    }

    private static String time(double seconds) {
        String[] units = {"s", "ms", "µs", "ns"};
        double value = seconds;
        int unit = 0;
        while (value < 1 && unit < units.length - 1) {
            value *= 1000;
            unit++;
        }
        return String.format(
                Locale.ROOT, value < 10 ? "%.2f %s" : value < 100 ? "%.1f %s" : "%.0f %s", value, units[unit]);
    }

    /** A trace ends with the code that was measured. */
    private static Throwable withoutOwnFrames(Throwable thrown) {
        StackTraceElement[] frames = thrown.getStackTrace();
        for (int i = 0; i < frames.length; i++) {
            if (frames[i].getClassName().equals(TernTiming.class.getName())) {
                thrown.setStackTrace(Arrays.copyOf(frames, i));
                break;
            }
        }
        return thrown;
    }

    /** Keeps a value from being optimized away. */
    public static void keep(@Nullable Object value) {
        kept = value;
    }

    /** As above. */
    public static void keep(boolean value) {
        keep(value ? 1L : 0L);
    }

    /** As above. */
    public static void keep(long value) {
        if (value == one && value == two) {
            throw new IllegalStateException();
        }
    }

    /** As above. */
    public static void keep(int value) {
        keep((long) value);
    }

    /** As above. */
    public static void keep(double value) {
        if (value == one && value == two) {
            throw new IllegalStateException();
        }
    }
}
