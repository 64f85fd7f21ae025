package dev.tern.kernel.widget;

import dev.tern.kernel.dialog.Comms;
import dev.tern.kernel.display.Display;
import dev.tern.kernel.display.Html;
import dev.tern.kernel.display.MimeBundle;
import dev.tern.kernel.display.Place;
import dev.tern.kernel.display.Renderers;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Something live under a cell. Shown as the last line of a cell or by {@code display}; a front end without ipywidgets
 * shows a still picture of it instead. {@code toString()} is the expression that makes it.
 */
public abstract class Widget {
    private static final String VIEW = "application/vnd.jupyter.widget-view+json";

    static {
        Renderers.register(Widget.class, Widget::bundle);
    }

    private final Traits traits;
    private final Model model;

    Widget(Traits traits) {
        this.traits = traits;
        this.model = traits.model();
    }

    /** The forms of it: live, as HTML that does not move, as text. */
    public final MimeBundle bundle() {
        MimeBundle still = MimeBundle.html(toHtml(), toString());
        return Comms.areConnected()
                ? still.with(VIEW, "{\"version_major\":2,\"version_minor\":0,\"model_id\":\"" + model.open() + "\"}")
                : still;
    }

    /** What it shows now, as HTML that does not move. */
    public abstract String toHtml();

    /** Removes it from every page; shown again it comes back. */
    public final void close() {
        model.close();
    }

    final Traits traits() {
        return traits;
    }

    final Model model() {
        return model;
    }

    /** A still picture: the name, if there is one, and what stands beside it. */
    final String still(String name, String markup) {
        return "<div style=\"margin:2px 0\">"
                + (name.isEmpty() ? "" : "<span style=\"margin-right:8px\">" + Html.escape(name) + "</span>")
                + markup + "</div>";
    }

    /** Shows what a handler threw at the place of its cell: the front end draws nothing for a message of a widget. */
    static Runnable guarded(Place place, Runnable handler) {
        return () -> place.run(() -> {
            try {
                handler.run();
            } catch (Exception | StackOverflowError | AssertionError | LinkageError failed) {
                Display.display(failed);
            }
        });
    }

    static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + '"';
    }

    /** Keys and values in turn. */
    static Map<String, Object> state(Object... keysAndValues) {
        Map<String, Object> state = new LinkedHashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            state.put((String) keysAndValues[i], keysAndValues[i + 1]);
        }
        return state;
    }
}
