package dev.tern.kernel.widget;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Widgets beside or below each other. */
public final class Box extends Widget {
    private final List<Widget> children;

    private Box(String kind, List<Widget> children) {
        super(Traits.of(kind, "", state("box_style", "", "children", models(children))));
        this.children = children;
    }

    static Box beside(List<Widget> children) {
        return new Box("HBox", children);
    }

    static Box below(List<Widget> children) {
        return new Box("VBox", children);
    }

    private static List<Object> models(List<Widget> children) {
        if (children.isEmpty()) {
            throw new IllegalArgumentException(
                    "There is nothing in this box. Type its widgets, such as row(slider(0, 1), button(\"go\")).");
        }
        List<Object> models = new ArrayList<>();
        children.forEach(each -> models.add(each.model()));
        return models;
    }

    @Override
    public String toHtml() {
        String style = isRow() ? "display:inline-block;vertical-align:middle;margin-right:12px" : "";
        return children.stream()
                .map(each -> "<div style=\"" + style + "\">" + each.toHtml() + "</div>")
                .collect(Collectors.joining("", "<div>", "</div>"));
    }

    /** The expression that makes it. */
    @Override
    public String toString() {
        return children.stream()
                .map(Widget::toString)
                .collect(Collectors.joining(", ", isRow() ? "row(" : "column(", ")"));
    }

    private boolean isRow() {
        return traits().kind().equals("HBox");
    }
}
