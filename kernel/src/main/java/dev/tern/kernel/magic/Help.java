package dev.tern.kernel.magic;

import java.util.ArrayList;
import java.util.List;

/**
 * What a user may want to know about a magic. Immutable; every word returns a changed copy.
 *
 * @param summary what it does, in one sentence without a full stop
 * @param usages how it is typed, one way each
 * @param options what may stand behind its name
 * @param notes further sentences
 * @param examples lines that work as they stand
 * @param arguments what else its arguments are, so that they can be completed
 */
public record Help(
        String summary,
        List<String> usages,
        List<Option> options,
        List<String> notes,
        List<String> examples,
        Arguments arguments) {
    /** One option, such as {@code --exclude}, with the name of its value (empty when it takes none). */
    public record Option(String name, String value, String meaning) {}

    /** What arguments are, apart from options. */
    public enum Arguments {
        /** Nothing that could be completed. */
        FREE,
        /** Files and folders. */
        FILES,
        /** The names of magics. */
        MAGICS,
        /** Java code. */
        JAVA
    }

    public Help {
        usages = List.copyOf(usages);
        options = List.copyOf(options);
        notes = List.copyOf(notes);
        examples = List.copyOf(examples);
    }

    /** Help of one sentence. */
    public static Help of(String summary) {
        return new Help(summary, List.of(), List.of(), List.of(), List.of(), Arguments.FREE);
    }

    /** One more way to type it, with its percent signs. */
    public Help usage(String usage) {
        return new Help(summary, append(usages, usage), options, notes, examples, arguments);
    }

    /** One more option. */
    public Help option(String name, String value, String meaning) {
        Option option = new Option(name, value, meaning);
        return new Help(summary, usages, append(options, option), notes, examples, arguments);
    }

    /** One more sentence. */
    public Help note(String note) {
        return new Help(summary, usages, options, append(notes, note), examples, arguments);
    }

    /** One more example. */
    public Help example(String example) {
        return new Help(summary, usages, options, notes, append(examples, example), arguments);
    }

    /** What its arguments are. */
    public Help takes(Arguments kind) {
        return new Help(summary, usages, options, notes, examples, kind);
    }

    /** Whether it may be used like this: {@code %} for a line, {@code %%} for a cell. Without usages it may. */
    boolean allows(String signs) {
        return usages.isEmpty() || usages.stream().anyMatch(usage -> usage.matches("(?s)" + signs + "[^%].*"));
    }

    /** Everything, as {@code %help name} prints it. */
    String text() {
        StringBuilder text = new StringBuilder(summary).append(".\n");
        section(text, "Usage", usages);
        int width = options.stream().mapToInt(o -> typed(o).length()).max().orElse(0);
        section(
                text,
                "Options",
                options.stream()
                        .map(o -> typed(o) + " ".repeat(width - typed(o).length() + 2) + o.meaning())
                        .toList());
        if (!notes.isEmpty()) {
            text.append('\n').append(String.join("\n", notes)).append('\n');
        }
        section(text, examples.size() == 1 ? "Example" : "Examples", examples);
        return text.toString().stripTrailing();
    }

    private static String typed(Option option) {
        return (option.name() + " " + option.value()).strip();
    }

    private static void section(StringBuilder text, String title, List<String> lines) {
        if (!lines.isEmpty()) {
            text.append('\n').append(title).append(":\n");
            lines.forEach(line -> text.append(line.indent(2)));
        }
    }

    private static <T> List<T> append(List<T> list, T last) {
        List<T> longer = new ArrayList<>(list);
        longer.add(last);
        return longer;
    }
}
