package dev.tern.view;

import java.util.Locale;

/** The colours of quantized weights: red below zero, grey at zero, blue above, stronger the farther from zero. */
final class Shades {

    private static final String NEAR_BELOW = "#f0c3b0";
    private static final String NEAR_ABOVE = "#bcd3f2";

    private Shades() {}

    /**
     * A colour.
     *
     * @param place from -1, the lowest value, to 1, the highest
     */
    static String of(double place) {
        if (place == 0) {
            return Style.ZERO;
        }
        double strength = Math.min(1, Math.abs(place));
        return place < 0
                ? between(NEAR_BELOW, Style.NEGATIVE, strength)
                : between(NEAR_ABOVE, Style.POSITIVE, strength);
    }

    /** A dark colour for lines and words about this value. */
    static String dark(double value) {
        return value == 0 ? "#4a525b" : value < 0 ? "#8f3417" : "#1f4a8c";
    }

    /** Whether white words read better than black ones on this ground. */
    static boolean isDark(String colour) {
        int rgb = Integer.parseInt(colour.substring(1), 16);
        return 0.299 * (rgb >> 16 & 0xff) + 0.587 * (rgb >> 8 & 0xff) + 0.114 * (rgb & 0xff) < 140;
    }

    private static String between(String from, String to, double share) {
        int a = Integer.parseInt(from.substring(1), 16);
        int b = Integer.parseInt(to.substring(1), 16);
        int mixed = 0;
        for (int shift = 16; shift >= 0; shift -= 8) {
            int low = a >> shift & 0xff;
            int high = b >> shift & 0xff;
            mixed |= (int) Math.round(low + (high - low) * share) << shift;
        }
        return String.format(Locale.ROOT, "#%06x", mixed);
    }
}
