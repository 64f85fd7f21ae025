package dev.tern.kernel.widget;

import dev.tern.kernel.display.Html;
import dev.tern.kernel.display.Place;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A button; every click is heard. */
public final class Button extends Widget {
    private final List<Runnable> handlers = new CopyOnWriteArrayList<>();

    private Button(Traits traits) {
        super(traits);
        model().onCustom(content -> {
            if ("click".equals(content.get("event"))) {
                handlers.forEach(Runnable::run);
            }
        });
    }

    static Button named(String name) {
        return new Button(Traits.of(
                "Button",
                "ButtonStyle",
                state("description", name, "disabled", false, "button_style", "", "icon", "")));
    }

    /** Does something at each click, on a thread beside the cells. What it prints appears under the cell that says this. */
    public Button onClick(Runnable handler) {
        handlers.add(guarded(Place.here(), handler));
        return this;
    }

    /** The same as wide as CSS says, such as {@code "200px"}; handlers are not copied. */
    public Button width(String css) {
        return new Button(traits().layout("width", css));
    }

    @Override
    public String toHtml() {
        return still(
                "",
                "<span style=\"border:1px solid;border-radius:3px;padding:2px 10px;opacity:0.7\">"
                        + Html.escape(traits().text("description")) + "</span>");
    }

    /** The expression that makes it, without its handlers. */
    @Override
    public String toString() {
        Object width = traits().layout().get("width");
        return "button(" + quoted(traits().text("description")) + ")"
                + (width == null ? "" : ".width(" + quoted((String) width) + ")");
    }
}
