package dev.tern.quant;

import org.jspecify.annotations.Nullable;

/** Reads what a scheme prints: {@code asymmetric.floatOffset().dynamic().clip(2.5f)}, {@code LSQ.fromMinimum()}. */
final class SchemeParser {
    private SchemeParser() {}

    static Scheme parse(String text) {
        Scheme scheme = beginning(text);
        if (scheme == null) {
            throw unknown(text, text);
        }
        // A dot before a letter begins a word; one before a digit is a number's.
        String[] words = text.substring(scheme.toString().length()).split("\\.(?=[a-z])", -1);
        for (int i = 1; i < words.length; i++) {
            String word = words[i];
            int open = word.indexOf('(');
            scheme = switch (open < 0 ? word : word.substring(0, open)) {
                case "dynamic" -> scheme.dynamic();
                case "decay" -> scheme.decay(Float.parseFloat(number(text, word)));
                case "clip" -> scheme.clip(Float.parseFloat(number(text, word)));
                case "learnedClip" -> scheme.learnedClip();
                case "mse" -> scheme.mse();
                case "percentile" -> scheme.percentile(Double.parseDouble(number(text, word)));
                default -> throw unknown(text, word);
            };
        }
        return scheme;
    }

    /** The longest one, for LSQ.fromMinimum() begins with LSQ. */
    private static @Nullable Scheme beginning(String text) {
        Scheme found = null;
        for (Scheme each : Scheme.beginnings()) {
            String word = each.toString();
            boolean begins = text.equals(word) || text.startsWith(word + ".");
            found = begins && (found == null || word.length() > found.toString().length()) ? each : found;
        }
        return found;
    }

    private static String number(String text, String word) {
        String inside = word.substring(word.indexOf('(') + 1, Math.max(word.indexOf('(') + 1, word.lastIndexOf(')')));
        if (!inside.matches("[0-9.E-]+f?")) {
            throw unknown(text, word);
        }
        return inside;
    }

    private static IllegalArgumentException unknown(String text, String word) {
        return new IllegalArgumentException("\"" + text + "\" is no scheme: \"" + word
                + "\" is unknown. Write symmetric or asymmetric, then .floatOffset(), .nudged(), .dynamic(),"
                + " .decay(0.9f), .clip(2.5f), .learnedClip(), .mse() or .percentile(0.999); or LSQ,"
                + " LSQ_PLUS, KDLSQ or binary alone.");
    }
}
