package dev.tern.kernel.magic;

import dev.tern.kernel.display.MimeBundle;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Shows the variables of the session as a table. */
final class VariablesMagic implements Magic {
    private final String name;

    VariablesMagic(String name) {
        this.name = name;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Help help() {
        return Help.of(
                        name.equals("whos")
                                ? "shows the variables with type, size and the beginning of their value"
                                : "does what %whos does")
                .usage("%" + name + " [NAME or TYPE ...]")
                .example("%" + name + " List");
    }

    @Override
    public void run(MagicCall call) {
        List<Variable> all = Variable.of(call.session(), call.words());
        if (all.isEmpty()) {
            call.print("no variables");
            return;
        }
        MimeBundle table = Probe.ask(
                call,
                "Variables",
                "table(new String[] {" + each(all, variable -> quoted(variable.name())) + "}, new String[] {"
                        + each(all, variable -> quoted(variable.type())) + "}, new Object[] {"
                        + each(all, Variable::name) + "})");
        if (table != null) {
            call.show(table);
        }
    }

    private static String each(List<Variable> all, Function<Variable, String> text) {
        return all.stream().map(text).collect(Collectors.joining(", "));
    }

    private static String quoted(String text) {
        return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }
}
