package dev.tern.view;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** A drawn chart: an SVG picture, and the same told in text. Made by {@link Charts}. */
public final class Chart {

    private final String description;
    private final String svg;
    private final String text;

    Chart(String description, String svg, String text) {
        this.description = description;
        this.svg = svg;
        this.text = text;
    }

    /** The picture as an SVG document, to be saved or embedded. */
    public String svg() {
        return svg;
    }

    /** The picture for a notebook: an image whose data URL holds the SVG, which also an untrusted notebook shows. */
    public String toHtml() {
        String data = Base64.getEncoder().encodeToString(svg.getBytes(StandardCharsets.UTF_8));
        return "<img src=\"data:image/svg+xml;base64," + data + "\" alt=\"" + Html.escape(description)
                + "\" style=\"max-width:100%\">";
    }

    /** The chart for a terminal. */
    @Override
    public String toString() {
        return text;
    }
}
