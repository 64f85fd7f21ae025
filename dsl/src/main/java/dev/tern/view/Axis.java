package dev.tern.view;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * A range of values with marks worth reading: multiples of 1, 2 or 5 times a power of ten, or given names.
 *
 * @param low the value at the start
 * @param high the value at the end, larger than {@code low}
 * @param ticks where the marks stand, all within the range
 * @param labels what the marks say
 */
record Axis(double low, double high, List<Double> ticks, List<String> labels) {

    /** An axis from the smallest to the largest value, exactly. */
    static Axis exactly(double smallest, double largest, int most) {
        double low = smallest;
        double high = largest;
        if (!(high > low)) {
            double room = low == 0 ? 1 : Math.abs(low) * 0.1;
            low -= room;
            high += room;
        }
        double step = step(high - low, most);
        List<Double> ticks = new ArrayList<>();
        List<String> labels = new ArrayList<>();
        long last = (long) Math.floor(high / step + 1e-9);
        for (long i = (long) Math.ceil(low / step - 1e-9); i <= last; i++) {
            ticks.add(i * step);
            labels.add(label(i * step, step));
        }
        return new Axis(low, high, ticks, labels);
    }

    /** An axis from the smallest to the largest of whole numbers, with marks at whole numbers only. */
    static Axis whole(double smallest, double largest, int most) {
        return exactly(smallest, largest, largest > smallest ? (int) Math.min(most, largest - smallest + 1e-9) : 1);
    }

    /** An axis widened to whole marks, and to zero when zero is near. */
    static Axis around(double smallest, double largest, int most) {
        double low = smallest > 0 && smallest < 0.35 * largest ? 0 : smallest;
        double high = largest < 0 && largest > 0.35 * smallest ? 0 : largest;
        if (!(high > low)) {
            return exactly(low, high, most);
        }
        double step = step(high - low, most);
        double start = Math.min(low, Math.floor(low / step + 1e-9) * step);
        double end = Math.max(high, Math.ceil(high / step - 1e-9) * step);
        return exactly(start, end, most);
    }

    /** An axis with a place for every name, at 0, 1, 2, ... */
    static Axis named(List<String> names) {
        List<Double> ticks =
                IntStream.range(0, names.size()).asDoubleStream().boxed().toList();
        return new Axis(-0.5, names.size() - 0.5, ticks, names);
    }

    private static double step(double span, int most) {
        double power = Math.pow(10, Math.floor(Math.log10(span / most)));
        for (double factor : new double[] {1, 2, 5}) {
            if (span / (factor * power) <= most) {
                return factor * power;
            }
        }
        return 10 * power;
    }

    private static String label(double value, double step) {
        double size = Math.abs(value) < step / 2 ? 0 : value;
        if (step >= 1e6 || step < 1e-5) {
            int digits =
                    (int) Math.max(0, Math.floor(Math.log10(Math.abs(size))) - Math.floor(Math.log10(step) + 1e-9));
            return size == 0
                    ? "0"
                    : String.format(Locale.ROOT, "%." + digits + "e", size).replace('-', '−');
        }
        int decimals = (int) Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
        return (decimals == 0 ? ColumnFormat.COUNT : ColumnFormat.decimals(decimals)).text(size);
    }

    /** Where a value lies between start (0) and end (1). */
    double share(double value) {
        return (value - low) / (high - low);
    }
}
