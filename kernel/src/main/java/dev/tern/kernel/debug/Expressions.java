package dev.tern.kernel.debug;

import com.sun.jdi.AbsentInformationException;
import com.sun.jdi.LocalVariable;
import com.sun.jdi.ObjectReference;
import com.sun.jdi.StackFrame;
import com.sun.jdi.Value;
import dev.tern.kernel.session.Session;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
import jdk.jshell.JShell;
import jdk.jshell.Snippet;
import jdk.jshell.SnippetEvent;
import org.jspecify.annotations.Nullable;

/**
 * Evaluates any Java in a frame: the compiler of the session makes it a method whose parameters are the variables of
 * the frame and the fields of its object, and the stopped thread calls it. So a variable of the session can be set,
 * but setting a variable of the frame sets a copy.
 */
final class Expressions {
    private static final String METHOD = "tern$evaluate";
    private static final String THIS = "this$";

    private final Session session;
    private final Target target;

    Expressions(Session session, Target target) {
        this.session = session;
        this.target = target;
    }

    private record Argument(String type, @Nullable Value value) {}

    /** The variables of a frame that the user declared. */
    static List<Named> locals(StackFrame frame) {
        List<Named> locals = new ArrayList<>();
        ObjectReference self = frame.thisObject();
        if (self != null) {
            locals.add(new Named("this", self, self.referenceType().name(), "this"));
        }
        for (LocalVariable variable : declared(frame)) {
            locals.add(new Named(variable.name(), frame.getValue(variable), variable.typeName(), variable.name()));
        }
        return locals;
    }

    /**
     * The value of an expression, or null for statements.
     *
     * @throws Refusal with what the compiler says, or with the exception it ends in
     */
    @Nullable
    Value evaluate(String code, StackFrame frame, Stop stop) {
        Map<String, Argument> arguments = arguments(frame);
        String compiled = session.analyze(shell -> compile(shell, code, arguments));
        List<@Nullable Value> values = new ArrayList<>();
        arguments.values().forEach(argument -> values.add(argument.value()));
        return new Calls(target, stop).call(compiled, METHOD, values);
    }

    private static Map<String, Argument> arguments(StackFrame frame) {
        Map<String, Argument> arguments = new LinkedHashMap<>();
        for (LocalVariable variable : declared(frame)) {
            String generic = variable.genericSignature();
            arguments.put(
                    variable.name(),
                    new Argument(
                            Types.source(generic == null ? variable.signature() : generic), frame.getValue(variable)));
        }
        ObjectReference self = frame.thisObject();
        if (self != null) {
            self.referenceType().allFields().stream()
                    .filter(field -> !field.isStatic() && !field.isSynthetic())
                    .forEach(field -> arguments.putIfAbsent(
                            field.name(),
                            new Argument(
                                    Types.source(
                                            field.genericSignature() == null
                                                    ? field.signature()
                                                    : field.genericSignature()),
                                    self.getValue(field))));
            arguments.put(THIS, new Argument(Types.source(self.referenceType().signature()), self));
        }
        return arguments;
    }

    /** JShell keeps the value of {@code int x = f()} in a variable {@code x_} of its own on the way to x. */
    private static List<LocalVariable> declared(StackFrame frame) {
        try {
            boolean statement = frame.location().method().name().startsWith(Frames.STATEMENT);
            return frame.visibleVariables().stream()
                    .filter(variable -> !(statement && isTemporary(variable.name(), frame)))
                    .toList();
        } catch (AbsentInformationException none) {
            return List.of();
        }
    }

    private static boolean isTemporary(String name, StackFrame frame) {
        return name.endsWith("_") && frame.location().declaringType().fieldByName(name.replaceFirst("_+$", "")) != null;
    }

    /** Declares the method; returns its class. */
    private String compile(JShell shell, String code, Map<String, Argument> arguments) {
        StringJoiner parameters = new StringJoiner(", ", "(", ")");
        arguments.forEach((name, argument) -> parameters.add(argument.type() + " " + name));
        String plain = code.strip().replaceFirst(";$", "").replaceAll("(?<![\\w$.\"])this(?![\\w$\"])", "this\\$");
        String head = "Object " + METHOD + parameters + " throws Throwable { ";
        try {
            List<SnippetEvent> events = shell.eval(head + "return (" + plain + "\n); }");
            String expression = accepted(shell, events);
            if (expression != null) {
                return expression;
            }
            String refusal = refusal(shell, events);
            String statements = accepted(shell, shell.eval(head + plain + "\n; return null; }"));
            if (statements != null) {
                return statements;
            }
            throw new Refusal(refusal);
        } finally {
            session.release();
        }
    }

    private static @Nullable String accepted(JShell shell, List<SnippetEvent> events) {
        Snippet snippet = events.isEmpty() ? null : events.get(0).snippet();
        if (snippet == null || events.get(0).status() == Snippet.Status.REJECTED) {
            return null;
        }
        String type = shell.sourceCodeAnalysis().wrapper(snippet).fullClassName();
        boolean valid = events.get(0).status() == Snippet.Status.VALID;
        shell.drop(snippet);
        return valid ? type : null;
    }

    private static String refusal(JShell shell, List<SnippetEvent> events) {
        return events.isEmpty()
                ? "This is no Java"
                : shell.diagnostics(events.get(0).snippet())
                        .map(diagnostic -> diagnostic.getMessage(Locale.getDefault()))
                        .findFirst()
                        .map(message -> message.lines()
                                .filter(line -> !line.contains("REPL."))
                                .reduce((a, b) -> a + "; " + b.strip())
                                .orElse(message))
                        .orElse("This names something that is not declared");
    }
}
