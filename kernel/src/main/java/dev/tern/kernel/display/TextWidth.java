package dev.tern.kernel.display;

/** How wide text stands in a terminal or in a fixed-width font. */
final class TextWidth {
    private TextWidth() {}

    /** Where the text stands in a wider cell. */
    enum Side {
        LEFT {
            @Override
            String pad(String text, int width) {
                return text + " ".repeat(Math.max(0, width - of(text)));
            }
        },
        RIGHT {
            @Override
            String pad(String text, int width) {
                return " ".repeat(Math.max(0, width - of(text))) + text;
            }
        };

        abstract String pad(String text, int width);
    }

    /** Cells a text takes: combining marks take none, wide East Asian characters and emoji two. */
    static int of(String text) {
        return text.codePoints().map(TextWidth::of).sum();
    }

    private static int of(int c) {
        int type = Character.getType(c);
        if (type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK || type == Character.FORMAT) {
            return 0;
        }
        boolean wide = c >= 0x1100 && c <= 0x115F
                || c >= 0x2E80 && c <= 0xA4CF
                || c >= 0xAC00 && c <= 0xD7A3
                || c >= 0xF900 && c <= 0xFAFF
                || c >= 0xFE30 && c <= 0xFE6F
                || c >= 0xFF00 && c <= 0xFF60
                || c >= 0x1F300 && c <= 0x1FAFF
                || c >= 0x20000 && c <= 0x3FFFD;
        return wide ? 2 : 1;
    }
}
