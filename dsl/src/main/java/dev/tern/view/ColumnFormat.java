package dev.tern.view;

import java.util.Locale;

/** How the numbers of one column are written. A value is never missing here and never NaN. */
@FunctionalInterface
public interface ColumnFormat {

    /** A share from 0 to 1 as per cent: 0.914 is {@code 91.4 %}. */
    ColumnFormat PERCENT = value -> fixed(100 * value, 1) + "\u00a0%";

    /** A difference of two shares in percentage points, signed: -0.015 is {@code −1.5}. */
    ColumnFormat POINTS = value -> {
        String text = fixed(100 * value, 1);
        return value > 0 && !text.equals("0.0") ? "+" + text : text;
    };

    /** Bytes as MiB of 1,048,576 bytes, with one decimal from 1 MiB on and three significant digits below. */
    ColumnFormat MEBIBYTES = value -> {
        double mebibytes = value / (1 << 20);
        return fixed(mebibytes, mebibytes >= 1 ? 1 : mebibytes >= 0.1 ? 2 : 3) + "\u00a0MiB";
    };

    /** Bytes as KiB of 1,024 bytes: 36868 is {@code 36.0 KiB}, from 100 KiB on without decimals. */
    ColumnFormat KIBIBYTES = value -> {
        double kibibytes = value / 1024;
        String text = kibibytes >= 100 ? ColumnFormat.COUNT.text(kibibytes) : fixed(kibibytes, kibibytes >= 1 ? 1 : 2);
        return text + "\u00a0KiB";
    };

    /** A ratio: 14.6 is {@code 14.6×}. */
    ColumnFormat TIMES = value -> fixed(value, 1) + "×";

    /** Milliseconds, to about three significant digits: 2.314 is {@code 2.31 ms}. */
    ColumnFormat MILLISECONDS = value -> fixed(value, value >= 100 ? 0 : value >= 10 ? 1 : 2) + "\u00a0ms";

    /** A whole number in groups of three digits: 1329408711 is {@code 1 329 408 711}. */
    ColumnFormat COUNT = value -> String.format(Locale.ROOT, "%,d", Math.round(value))
            .replace(",", "\u202f")
            .replace('-', '−');

    /** The value as words. */
    String text(double value);

    /** So many digits after the point. */
    static ColumnFormat decimals(int digits) {
        return value -> fixed(value, digits);
    }

    private static String fixed(double value, int digits) {
        String text = String.format(Locale.ROOT, "%." + digits + "f", value);
        boolean zero = text.chars().noneMatch(c -> c >= '1' && c <= '9') && Double.isFinite(value);
        return zero ? text.replace("-", "") : text.replace('-', '−');
    }
}
