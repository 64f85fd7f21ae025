package dev.tern.datasets;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import javax.imageio.ImageIO;

/** The first examples of a split as they look: sentences in a table, or pictures side by side. */
final class SplitHtml {

    private static final int LONGEST = 160;

    private SplitHtml() {}

    static String texts(Split split, int shown) {
        var html = new StringBuilder("<table><tr><th style=\"text-align:left\">text</th>");
        html.append(split.pair(0) == null ? "" : "<th style=\"text-align:left\">pair</th>");
        html.append("<th style=\"text-align:left\">label</th></tr>");
        for (int i = 0; i < Math.min(shown, split.size()); i++) {
            html.append("<tr>").append(cell(split.text(i)));
            var pair = split.pair(i);
            html.append(pair == null ? "" : cell(pair));
            html.append(cell(split.labels().get(split.label(i)))).append("</tr>");
        }
        return html.append("</table>").append(caption(split)).toString();
    }

    private static String cell(String text) {
        var shown = text.length() <= LONGEST
                ? text
                : text.substring(0, text.offsetByCodePoints(0, text.codePointCount(0, LONGEST))) + " ...";
        return "<td style=\"text-align:left\">" + Html.escape(shown) + "</td>";
    }

    static String images(Split split, int shown) {
        var html = new StringBuilder("<table><tr>");
        for (int i = 0; i < Math.min(shown, split.size()); i++) {
            html.append("<td style=\"text-align:center\"><img alt=\"example ")
                    .append(i)
                    .append(
                            "\" style=\"width:56px;height:56px;image-rendering:pixelated\" src=\"data:image/png;base64,")
                    .append(png(split.features(i), split.imageSize()))
                    .append("\"><br>")
                    .append(Html.escape(split.labels().get(split.label(i))))
                    .append("</td>");
        }
        return html.append("</tr></table>").append(caption(split)).toString();
    }

    private static String png(float[] pixels, Split.ImageSize size) {
        var image = new BufferedImage(size.width(), size.height(), BufferedImage.TYPE_BYTE_GRAY);
        for (int i = 0; i < pixels.length; i++) {
            int grey = Math.round(255 * Math.max(0, Math.min(1, pixels[i])));
            image.getRaster().setSample(i % size.width(), i / size.width(), 0, grey);
        }
        var bytes = new ByteArrayOutputStream();
        try {
            ImageIO.write(image, "png", bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Base64.getEncoder().encodeToString(bytes.toByteArray());
    }

    private static String caption(Split split) {
        return "<div style=\"opacity:.7\">" + Html.escape(split.toString()) + "</div>";
    }
}
