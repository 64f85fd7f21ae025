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
import java.util.stream.Collectors;
import jdk.jshell.DeclarationSnippet;
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
            Attempt expression = attempt(shell, head + "return (" + plain + "\n); }");
            Attempt statements =
                    expression.type() == null ? attempt(shell, head + plain + "\n; return null; }") : expression;
            if (statements.type() == null) {
                throw new Refusal(expression.refusal());
            }
            return statements.type();
        } finally {
            session.release();
        }
    }

    /** The class that the method is in, or why there is none. */
    private record Attempt(@Nullable String type, String refusal) {}

    private static Attempt attempt(JShell shell, String method) {
        List<SnippetEvent> events = shell.eval(method);
        if (events.isEmpty()) {
            return new Attempt(null, "This is no Java");
        }
        Snippet snippet = events.get(0).snippet();
        Snippet.Status status = events.get(0).status();
        if (status == Snippet.Status.REJECTED) {
            return new Attempt(null, said(shell, snippet));
        }
        String missing = snippet instanceof DeclarationSnippet declared
                ? shell.unresolvedDependencies(declared).collect(Collectors.joining(", "))
                : "";
        String type = shell.sourceCodeAnalysis().wrapper(snippet).fullClassName();
        shell.drop(snippet);
        return status == Snippet.Status.VALID
                ? new Attempt(type, "")
                : new Attempt(null, "cannot find " + (missing.isEmpty() ? "something it names" : missing));
    }

    private static String said(JShell shell, Snippet rejected) {
        return shell.diagnostics(rejected)
                .map(diagnostic -> diagnostic.getMessage(Locale.getDefault()))
                .findFirst()
                .map(message -> message.lines()
                        .filter(line -> !line.contains("REPL."))
                        .map(String::strip)
                        .collect(Collectors.joining("; ")))
                .orElse("This is no Java");
    }
}
