package dev.tern.install.notebook;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.commonmark.Extension;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.Image;
import org.commonmark.node.Node;
import org.commonmark.parser.Parser;
import org.commonmark.renderer.html.HtmlRenderer;

/** An executed notebook as one HTML page that needs nothing beside it: styles, pictures and all are inside. */
public final class HtmlPage {
    private static final List<Extension> EXTENSIONS = List.of(TablesExtension.create());
    private static final Parser PARSER = Parser.builder().extensions(EXTENSIONS).build();
    private static final HtmlRenderer MARKDOWN =
            HtmlRenderer.builder().extensions(EXTENSIONS).build();
    private static final Map<String, String> PICTURES = Map.of(
            "png", "image/png", "jpg", "image/jpeg", "jpeg", "image/jpeg", "gif", "image/gif", "svg", "image/svg+xml");

    private HtmlPage() {}

    /**
     * The page.
     *
     * @param notebook an executed notebook
     * @param name the title when the notebook has no heading
     * @param folder where the notebook's pictures are looked for
     */
    public static String of(Notebook notebook, String name, Path folder) throws IOException {
        StringBuilder body = new StringBuilder();
        for (Cell cell : notebook.cells()) {
            if (cell.isMarkdown()) {
                body.append("<section class=\"prose\">\n")
                        .append(markdown(cell.source(), folder))
                        .append("</section>\n");
            } else if (cell.isCode() && !cell.source().isBlank()) {
                code(body, cell);
            }
        }
        return template()
                .replace("{{title}}", Ansi.escape(notebook.title(name)))
                .replace("{{body}}", body.toString());
    }

    private static void code(StringBuilder body, Cell cell) {
        body.append("<section class=\"cell\"><div class=\"prompt\">[")
                .append(cell.executionCount() == 0 ? " " : cell.executionCount())
                .append("]</div><div>\n<div class=\"source\"><pre>")
                .append(JavaHighlight.toHtml(cell.source().stripTrailing()))
                .append("</pre></div>\n");
        for (JsonElement output : cell.outputs()) {
            output(body, output.getAsJsonObject());
        }
        body.append("</div></section>\n");
    }

    private static void output(StringBuilder body, JsonObject output) {
        switch (Cell.text(output.get("output_type"))) {
            case "stream" ->
                body.append("<div class=\"output\"><pre class=\"")
                        .append(Ansi.escape(Cell.text(output.get("name"))))
                        .append("\">")
                        .append(Ansi.toHtml(Cell.text(output.get("text"))))
                        .append("</pre></div>\n");
            case "error" ->
                body.append("<div class=\"output error\"><pre>")
                        .append(Ansi.toHtml(traceback(output)))
                        .append("</pre></div>\n");
            default ->
                body.append("<div class=\"output\">")
                        .append(richest(output.getAsJsonObject("data")))
                        .append("</div>\n");
        }
    }

    private static String traceback(JsonObject error) {
        StringBuilder text = new StringBuilder();
        if (error.get("traceback") instanceof JsonArray lines) {
            lines.forEach(line -> text.append(line.getAsString()).append('\n'));
        }
        return text.length() > 0
                ? text.toString()
                : Cell.text(error.get("ename")) + ": " + Cell.text(error.get("evalue"));
    }

    private static String richest(JsonObject data) {
        if (data.has("text/html")) {
            return Cell.text(data.get("text/html"));
        }
        if (data.has("image/svg+xml")) {
            byte[] svg = Cell.text(data.get("image/svg+xml")).getBytes(StandardCharsets.UTF_8);
            return picture("image/svg+xml", Base64.getEncoder().encodeToString(svg));
        }
        for (String mime : List.of("image/png", "image/jpeg", "image/gif")) {
            if (data.has(mime)) {
                return picture(mime, Cell.text(data.get(mime)).strip());
            }
        }
        if (data.has("text/markdown")) {
            return MARKDOWN.render(PARSER.parse(Cell.text(data.get("text/markdown"))));
        }
        return "<pre>" + Ansi.toHtml(Cell.text(data.get("text/plain"))) + "</pre>";
    }

    private static String picture(String mime, String base64) {
        return "<img alt=\"\" src=\"data:" + mime + ";base64," + base64 + "\">";
    }

    private static String markdown(String source, Path folder) {
        Node document = PARSER.parse(source);
        document.accept(new AbstractVisitor() {
            @Override
            public void visit(Image image) {
                image.setDestination(inlined(image.getDestination(), folder));
                visitChildren(image);
            }
        });
        return MARKDOWN.render(document);
    }

    /** A picture beside the notebook as a data URL; anything else stays as it is. */
    private static String inlined(String destination, Path folder) {
        String ending = destination.substring(destination.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        String mime = PICTURES.get(ending);
        try {
            if (mime == null || URI.create(destination).isAbsolute()) {
                return destination;
            }
            Path file = folder.resolve(URI.create(destination).getPath());
            return Files.isRegularFile(file)
                    ? "data:" + mime + ";base64," + Base64.getEncoder().encodeToString(Files.readAllBytes(file))
                    : destination;
        } catch (IOException | IllegalArgumentException unreadable) {
            return destination;
        }
    }

    private static String template() throws IOException {
        try (InputStream in = HtmlPage.class.getResourceAsStream("page.html")) {
            if (in == null) {
                throw new IOException("page.html is missing from the jar");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
