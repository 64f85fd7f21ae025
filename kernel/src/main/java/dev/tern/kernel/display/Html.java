package dev.tern.kernel.display;

/** Text made safe to stand in HTML. */
public final class Html {
    private Html() {}

    /** The text with every character that HTML gives a meaning replaced by its entity. */
    public static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
