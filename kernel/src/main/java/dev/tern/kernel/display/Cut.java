package dev.tern.kernel.display;

import java.util.Locale;

/** Text kept to a size that a notebook can carry; whole code points only, and never without saying so. */
final class Cut {
    /** The most characters of a text that stands for a value. */
    static final int MAXIMUM_CHARACTERS = 20_000;

    /** The most lines of it. */
    static final int MAXIMUM_LINES = 500;

    private Cut() {}

    /** The text, or its beginning and how long it is. */
    static String text(String text) {
        int end = Math.min(text.length(), MAXIMUM_CHARACTERS);
        int line = 0;
        for (int i = 0; i < end; i++) {
            if (text.charAt(i) == '\n' && ++line == MAXIMUM_LINES) {
                end = i;
            }
        }
        return end == text.length()
                ? text
                : text.substring(0, whole(text, end)) + "\n… the beginning of a text of " + count(text.length())
                        + " characters; System.out.println shows more";
    }

    /** The text in one line of at most so many characters, with an ellipsis where something is missing. */
    static String line(String text, int longest) {
        // Bounded before the blanks are folded: the text may be huge.
        String start = text.substring(0, Math.min(text.length(), 4 * longest));
        String line = fold(start);
        return line.length() <= longest && start.length() == text.length()
                ? line
                : line.substring(0, whole(line, Math.min(line.length(), longest - 1))) + "…";
    }

    /** The first characters of a longer text, with an ellipsis. */
    static String head(String text, int longest) {
        return text.substring(0, whole(text, longest)) + "…";
    }

    /** A number in groups of three digits. */
    static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    /** So many of something, such as {@code 1 row} and {@code 1,200 rows}. */
    static String count(long number, String noun) {
        return count(number) + " " + noun + (number == 1 ? "" : "s");
    }

    private static String fold(String text) {
        StringBuilder line = new StringBuilder(text.length());
        text.codePoints().forEach(c -> {
            if (!Character.isWhitespace(c) && !Character.isISOControl(c)) {
                line.appendCodePoint(c);
            } else if (line.length() > 0 && line.charAt(line.length() - 1) != ' ') {
                line.append(' ');
            }
        });
        return line.toString().stripTrailing();
    }

    private static int whole(String text, int end) {
        return end > 0 && end < text.length() && Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end;
    }
}
