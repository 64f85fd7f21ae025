package dev.tern.kernel.widget;

import dev.tern.kernel.display.Place;
import dev.tern.kernel.display.Renderers;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Controls, and below them what a function makes of their values, made again whenever one changes. */
public final class Interaction extends Widget {
    private final List<Control<?, ?>> controls;
    private final Output result;
    private final Supplier<? extends @Nullable Object> function;

    private Interaction(List<Control<?, ?>> controls, Output result, Supplier<? extends @Nullable Object> function) {
        super(Traits.of("VBox", "", state("box_style", "", "children", models(controls, result))));
        this.controls = controls;
        this.result = result;
        this.function = function;
    }

    static Interaction of(Supplier<? extends @Nullable Object> function, Control<?, ?>... controls) {
        Interaction made = new Interaction(List.of(controls), Output.empty(), function);
        made.refresh();
        for (Control<?, ?> each : controls) {
            each.listen(made::refresh);
        }
        return made;
    }

    /** Makes the result again, for what changed without a control. */
    public Interaction refresh() {
        List<Place.Output> outputs = new ArrayList<>();
        Object[] value = new Object[1];
        List<Place.Output> said = Place.capture(() -> {
            try {
                value[0] = function.get();
            } catch (Exception | StackOverflowError | AssertionError | LinkageError failed) {
                value[0] = failed;
            }
        });
        outputs.addAll(said);
        if (value[0] != null) {
            outputs.add(new Place.Output("", Renderers.render(value[0])));
        }
        result.fill(outputs);
        return this;
    }

    private static List<Object> models(List<Control<?, ?>> controls, Output result) {
        List<Object> models = new ArrayList<>();
        controls.forEach(each -> models.add(each.model()));
        models.add(result.model());
        return models;
    }

    @Override
    public String toHtml() {
        return controls.stream().map(Widget::toHtml).collect(Collectors.joining()) + result.toHtml();
    }

    /** The controls as they stand, and the result for them. */
    @Override
    public String toString() {
        return "interact(..., " + controls.stream().map(Widget::toString).collect(Collectors.joining(", ")) + ")\n"
                + result.text();
    }
}
