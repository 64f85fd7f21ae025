package dev.tern.kernel.display;

import java.util.Base64;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One thing to show in several forms, of which a front end takes the richest it knows. A cell makes one with the
 * methods of {@link Display}, such as {@code markdown("**x**")}.
 *
 * @param data MIME type to content: text as it is, images in Base64, JSON types as JSON text
 */
public record MimeBundle(Map<String, String> data) {
    public static final String PLAIN = "text/plain";
    public static final String HTML = "text/html";

    public MimeBundle {
        // Most bundles are one text, made for every cell; a map of one has no order to keep.
        data = data.size() == 1 ? Map.copyOf(data) : Collections.unmodifiableMap(new LinkedHashMap<>(data));
    }

    /** Plain text alone. */
    public static MimeBundle plain(String text) {
        return new MimeBundle(Map.of(PLAIN, text));
    }

    /** HTML, with plain text for front ends that cannot show it. */
    public static MimeBundle html(String html, String plain) {
        return plain(plain).with(HTML, html);
    }

    /** The bundle with one more form. */
    public MimeBundle with(String mime, String content) {
        Map<String, String> more = new LinkedHashMap<>(data);
        more.put(mime, content);
        return new MimeBundle(more);
    }

    /** The bundle with an image, such as image/png. */
    public MimeBundle withImage(String mime, byte[] image) {
        return with(mime, Base64.getEncoder().encodeToString(image));
    }

    /** The plain text; empty when there is none. */
    public String plainText() {
        return data.getOrDefault(PLAIN, "");
    }

    /** The plain text, for whoever prints a bundle. */
    @Override
    public String toString() {
        return plainText();
    }
}
