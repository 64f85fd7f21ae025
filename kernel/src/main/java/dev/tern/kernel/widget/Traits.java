package dev.tern.kernel.widget;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a widget is made with, before it has a life: two equal ones make widgets that look the same.
 *
 * @param kind the name of its model in ipywidgets without "Model", such as FloatSlider
 * @param style the name of its style's model without "Model", such as SliderStyle; empty when it has none
 * @param state the values of its own keys
 * @param layout CSS of its place, such as width
 */
record Traits(String kind, String style, Map<String, @Nullable Object> state, Map<String, Object> layout) {
    private static final String CONTROLS = "@jupyter-widgets/controls";
    private static final String BASE = "@jupyter-widgets/base";
    private static final String OUTPUT = "@jupyter-widgets/output";

    Traits {
        state = Collections.unmodifiableMap(new LinkedHashMap<>(state));
        layout = Collections.unmodifiableMap(new LinkedHashMap<>(layout));
    }

    static Traits of(String kind, String style, Map<String, ? extends @Nullable Object> state) {
        return new Traits(kind, style, new LinkedHashMap<>(state), Map.of());
    }

    /** The same with another value under a key. */
    Traits with(String key, @Nullable Object value) {
        Map<String, @Nullable Object> changed = new LinkedHashMap<>(state);
        changed.put(key, value);
        return new Traits(kind, style, changed, layout);
    }

    /** The same in another place. */
    Traits layout(String property, String value) {
        Map<String, Object> changed = new LinkedHashMap<>(layout);
        changed.put(property, value);
        return new Traits(kind, style, state, changed);
    }

    String text(String key) {
        return String.valueOf(state.getOrDefault(key, ""));
    }

    /** A model with a state of its own; its look is shared with every widget that looks the same. */
    Model model() {
        Map<String, @Nullable Object> whole = kind.equals("Output")
                ? names(OUTPUT, "1.0.0", kind, OUTPUT, "1.0.0", "OutputView")
                : names(
                        CONTROLS,
                        "2.0.0",
                        kind,
                        CONTROLS,
                        "2.0.0",
                        (kind.endsWith("Progress") ? "Progress" : kind) + "View");
        whole.put("_dom_classes", List.of());
        whole.putAll(state);
        whole.put("layout", Models.shared(layoutState()));
        if (!style.isEmpty()) {
            whole.put("style", Models.shared(styleState()));
        }
        return new Model(whole);
    }

    private Map<String, @Nullable Object> layoutState() {
        Map<String, @Nullable Object> whole = names(BASE, "2.0.0", "Layout", BASE, "2.0.0", "LayoutView");
        whole.putAll(layout);
        return whole;
    }

    private Map<String, @Nullable Object> styleState() {
        Map<String, @Nullable Object> whole = names(CONTROLS, "2.0.0", style, BASE, "2.0.0", "StyleView");
        if (state.containsKey("description") && !style.equals("ButtonStyle")) {
            // The default cuts a name after some ten letters.
            whole.put("description_width", "initial");
        }
        return whole;
    }

    private static Map<String, @Nullable Object> names(
            String module, String version, String kind, String viewModule, String viewVersion, String view) {
        Map<String, @Nullable Object> names = new LinkedHashMap<>();
        names.put("_model_module", module);
        names.put("_model_module_version", version);
        names.put("_model_name", kind + "Model");
        names.put("_view_count", null);
        names.put("_view_module", viewModule);
        names.put("_view_module_version", viewVersion);
        names.put("_view_name", view);
        return names;
    }
}
