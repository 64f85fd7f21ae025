package dev.tern.kernel.display;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How the fractions of one column are written, so that their points stand under each other: with as few decimals as
 * show every value exactly, at most six significant digits of the largest.
 */
final class Decimals {
    private static final int SIGNIFICANT = 6;
    private static final double LARGE = 1e7;
    private static final double SMALL = 1e-4;
    private static final int AS_JAVA_DOES = -1;

    private final int digits;

    private Decimals(int digits) {
        this.digits = digits;
    }

    static Decimals of(List<@Nullable Object> values) {
        double[] fractions = values.stream()
                .filter(Decimals::isFraction)
                .mapToDouble(value -> Math.abs(((Number) value).doubleValue()))
                .filter(Double::isFinite)
                .toArray();
        double largest = 0;
        double smallest = Double.MAX_VALUE;
        for (double fraction : fractions) {
            largest = Math.max(largest, fraction);
            smallest = fraction == 0 ? smallest : Math.min(smallest, fraction);
        }
        if (largest >= LARGE || smallest < SMALL) {
            return new Decimals(AS_JAVA_DOES);
        }
        int most = largest == 0 ? 1 : Math.max(1, SIGNIFICANT - 1 - (int) Math.floor(Math.log10(largest)));
        double tolerance = values.stream().anyMatch(value -> value instanceof Float) ? 1e-6 : 1e-12;
        int digits = 1;
        while (digits < most && !areExact(fractions, digits, tolerance)) {
            digits++;
        }
        return new Decimals(digits);
    }

    String text(Number number) {
        if (digits == AS_JAVA_DOES || !isFraction(number) || !Double.isFinite(number.doubleValue())) {
            return PlainText.line(number, Cut.MAXIMUM_CHARACTERS);
        }
        return String.format(Locale.ROOT, "%." + digits + "f", number.doubleValue());
    }

    private static boolean isFraction(@Nullable Object value) {
        return value instanceof Double || value instanceof Float;
    }

    private static boolean areExact(double[] fractions, int digits, double tolerance) {
        double power = Math.pow(10, digits);
        for (double fraction : fractions) {
            double scaled = fraction * power;
            if (Math.abs(scaled - Math.rint(scaled)) > tolerance * Math.max(1, scaled)) {
                return false;
            }
        }
        return true;
    }
}
