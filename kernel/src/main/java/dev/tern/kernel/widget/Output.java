package dev.tern.kernel.widget;

import dev.tern.kernel.display.Html;
import dev.tern.kernel.display.MimeBundle;
import dev.tern.kernel.display.Place;
import dev.tern.kernel.display.Renderers;
import dev.tern.kernel.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A place for whatever a cell can show, to be filled and filled again. */
public final class Output extends Widget {
    private volatile List<Place.Output> shown = List.of();

    private Output(Traits traits) {
        super(traits);
    }

    static Output empty() {
        return new Output(Traits.of("Output", "", state("msg_id", "", "outputs", List.of())));
    }

    /** Shows a value in place of what stands there. */
    public Output show(@Nullable Object value) {
        return fill(List.of(new Place.Output("", Renderers.render(value))));
    }

    /** Shows a value below what stands there. */
    public synchronized Output add(@Nullable Object value) {
        List<Place.Output> more = new ArrayList<>(shown);
        more.add(new Place.Output("", Renderers.render(value)));
        return fill(more);
    }

    /** Empties it. */
    public Output clear() {
        return fill(List.of());
    }

    /** Does something at once and shows what it prints and displays, in place of what stands there. */
    public Output capture(Runnable task) {
        return fill(Place.capture(task));
    }

    synchronized Output fill(List<Place.Output> outputs) {
        shown = List.copyOf(outputs);
        List<Map<String, Object>> all = new ArrayList<>();
        outputs.forEach(each -> all.add(json(each)));
        model().set("outputs", all);
        return this;
    }

    @Override
    public String toHtml() {
        StringBuilder html = new StringBuilder("<div>");
        for (Place.Output each : shown) {
            String markup = each.bundle().data().get(MimeBundle.HTML);
            html.append(
                    markup != null
                            ? markup
                            : "<pre>" + Html.escape(each.bundle().plainText()) + "</pre>");
        }
        return html.append("</div>").toString();
    }

    /** What is printed and shown in it, as text. */
    String text() {
        StringBuilder text = new StringBuilder();
        shown.forEach(each -> text.append(text.isEmpty() ? "" : "\n")
                .append(each.bundle().plainText().strip()));
        return text.toString();
    }

    @Override
    public String toString() {
        return shown.isEmpty() ? "output()" : "output() with\n" + text();
    }

    /** An output as a notebook file holds it. */
    private static Map<String, Object> json(Place.Output output) {
        if (!output.stream().isEmpty()) {
            return state(
                    "output_type",
                    "stream",
                    "name",
                    output.stream(),
                    "text",
                    output.bundle().plainText());
        }
        Map<String, @Nullable Object> data = new LinkedHashMap<>();
        output.bundle()
                .data()
                .forEach((mime, content) -> data.put(mime, mime.endsWith("json") ? Json.read(content) : content));
        return state("output_type", "display_data", "data", data, "metadata", Map.of());
    }
}
