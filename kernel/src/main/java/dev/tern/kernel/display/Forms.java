package dev.tern.kernel.display;

import dev.tern.kernel.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Makes the bundles of text that is written in one of the languages a front end draws. */
final class Forms {
    private static final Pattern FORMULA_MARK = Pattern.compile("\\$|\\\\\\(|\\\\\\[|\\\\begin\\s*\\{");
    private static final Pattern SVG_ELEMENT = Pattern.compile("<svg\\b[^>]*>", Pattern.CASE_INSENSITIVE);
    private static final int EXCERPT = 60;

    private Forms() {}

    static MimeBundle of(String mime, String content, String plain) {
        return MimeBundle.plain(Cut.text(plain)).with(mime, content);
    }

    static MimeBundle latex(String text) {
        boolean marked = FORMULA_MARK.matcher(text).find();
        return of("text/latex", marked ? text : "$\\displaystyle " + text.strip() + "$", text);
    }

    /**
     * The drawing, and beside it an HTML image of the same: in a notebook that is not trusted yet JupyterLab shows the
     * second only.
     */
    static MimeBundle svg(String drawing) {
        Matcher element = SVG_ELEMENT.matcher(drawing);
        if (!element.find()) {
            throw new IllegalArgumentException(
                    "svg() wants a drawing such as <svg width=\"9\" height=\"9\">...</svg>, but there is no <svg> in: "
                            + Cut.line(drawing, EXCERPT));
        }
        String tag = element.group();
        String whole = tag.contains("xmlns")
                ? drawing
                : drawing.substring(0, element.start() + 4)
                        + " xmlns=\"http://www.w3.org/2000/svg\""
                        + drawing.substring(element.start() + 4);
        String size = size(tag);
        String source = Base64.getEncoder().encodeToString(whole.getBytes(StandardCharsets.UTF_8));
        return MimeBundle.html(
                        "<img alt=\"SVG drawing\" src=\"data:image/svg+xml;base64," + source + "\">",
                        "SVG drawing" + size)
                .with("image/svg+xml", whole);
    }

    private static String size(String tag) {
        String width = attribute(tag, "width");
        String height = attribute(tag, "height");
        return width == null || height == null ? "" : ", " + width + " x " + height;
    }

    private static @Nullable String attribute(String tag, String name) {
        Matcher value = Pattern.compile("\\s" + name + "\\s*=\\s*[\"']([^\"']{1,20})[\"']")
                .matcher(tag);
        return value.find() ? value.group(1) : null;
    }

    static MimeBundle vegaLite(String specification) {
        if (!(Json.read(specification) instanceof Map<?, ?> chart)) {
            throw new IllegalArgumentException("A Vega-Lite chart is a JSON object such as "
                    + "{\"data\": ..., \"mark\": \"bar\", \"encoding\": ...}, not: "
                    + Cut.line(specification, EXCERPT));
        }
        String title = words(chart.get("title"));
        String mark = words(chart.get("mark"));
        return MimeBundle.plain("Vega-Lite chart" + (title.isEmpty() ? "" : ": " + title)
                        + (mark.isEmpty() ? "" : " (" + mark + ")"))
                .with("application/vnd.vegalite.v5+json", specification);
    }

    /** A title or mark, which Vega-Lite lets one write as text or as an object. */
    private static String words(@Nullable Object part) {
        Object text =
                part instanceof Map<?, ?> object ? object.get(object.containsKey("text") ? "text" : "type") : part;
        return text instanceof String words ? Cut.line(words, EXCERPT) : "";
    }
}
