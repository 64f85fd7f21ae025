package dev.tern.kernel.language;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.lang.model.element.TypeElement;
import jdk.jshell.SourceCodeAnalysis.Suggestion;

/** What to type instead of code that the compiler refuses. */
public final class Hints {
    private static final int MAXIMUM_WORDS = 8;
    private static final Pattern SYMBOL = Pattern.compile("symbol:\\s+(\\w+) (\\w+)");
    private static final Pattern LOCATION =
            Pattern.compile("location:\\s+(?:variable \\w+ of type|class|interface) (\\S.*)");
    private static final Pattern CONVERTED = Pattern.compile("(\\S+) cannot be converted to (\\S.*)");
    private static final Pattern LOSSY = Pattern.compile("possible lossy conversion from (\\w+) to (\\w+)");
    private static final Set<String> OF_OBJECT =
            Set.of("equals", "getClass", "hashCode", "notify", "notifyAll", "toString", "wait");

    private final Scope scope;
    private final String snippet;
    private final Syntax.Error error;

    private Hints(Scope scope, String snippet, Syntax.Error error) {
        this.scope = scope;
        this.snippet = snippet;
        this.error = error;
    }

    /** Hints about an error of this snippet, one a line; often none. */
    public static List<String> of(Scope scope, String snippet, Syntax.Error error) {
        Hints hints = new Hints(scope, snippet, error);
        try {
            return hints.find();
        } catch (IllegalStateException | IndexOutOfBoundsException noHelp) {
            // A hint is a courtesy: the error itself must be shown whatever happens here.
            return List.of();
        }
    }

    /** The names in scope that a name which is not declared may be a slip of. */
    public static List<String> near(Scope scope, String name) {
        return Similar.to(name, names(scope, ""));
    }

    private List<String> find() {
        if (error.code().startsWith("compiler.err.cant.resolve")) {
            return unknownName();
        }
        if (error.code().equals("compiler.err.prob.found.req")) {
            return wrongType();
        }
        if (error.code().startsWith("compiler.err.cant.apply.symbol")) {
            return wrongArguments();
        }
        return List.of();
    }

    private List<String> unknownName() {
        Matcher symbol = SYMBOL.matcher(error.message());
        if (!symbol.find()) {
            return List.of();
        }
        String kind = symbol.group(1);
        String name = symbol.group(2);
        int at = snippet.indexOf(name, Math.max(0, error.position()));
        if (at < 0) {
            return List.of();
        }
        List<String> hints = new ArrayList<>();
        List<String> near = Similar.to(name, names(scope, snippet.substring(0, at)));
        if (!near.isEmpty()) {
            hints.add("did you mean " + String.join(", ", near) + "?");
        }
        int dot = snippet.substring(0, at).stripTrailing().length() - 1;
        if (dot >= 0 && snippet.charAt(dot) == '.') {
            if (kind.equals("method")) {
                elsewhere(name, Receiver.before(snippet, dot))
                        .or(() -> taken(name))
                        .ifPresent(hints::add);
            }
        } else if (!kind.equals("method")) {
            int end = at + name.length();
            scope.awaitIndex();
            List<String> qualified = scope.shell()
                    .sourceCodeAnalysis()
                    .listQualifiedNames(snippet.substring(0, end), end)
                    .getNames();
            if (!qualified.isEmpty()) {
                hints.add(qualified.stream()
                        .limit(3)
                        .map(each -> "import " + each + ";")
                        .collect(Collectors.joining("  or  ", "to know " + name + ", type  ", "")));
            }
        }
        return hints;
    }

    /** Whether something that the receiver makes has the method that the receiver lacks. */
    private Optional<String> elsewhere(String name, Receiver receiver) {
        return owner().flatMap(owner -> scope.library().methods(owner).stream()
                .filter(step -> !OF_OBJECT.contains(step.name()))
                .filter(step -> step.type().filter(made -> !made.equals(owner)).isPresent())
                .filter(step -> step.type().stream()
                        .flatMap(made -> scope.library().methods(made).stream())
                        .anyMatch(method -> method.name().equals(name)))
                .findFirst()
                .map(step -> owner.getSimpleName() + " has no " + name + "(), but "
                        + step.type().orElseThrow().getSimpleName() + " has: " + receiver.text() + "." + step.call()
                        + "." + name + "()"));
    }

    /** The type that lacks the method. */
    private Optional<TypeElement> owner() {
        Matcher location = LOCATION.matcher(error.message());
        return location.find() ? scope.library().type(location.group(1), scope.shell()) : Optional.empty();
    }

    /** Whether the name that was called is a value in scope, which a method of the receiver takes. */
    private Optional<String> taken(String name) {
        String of = names(scope, "").contains(name) ? typeOf(name) : "";
        return of.isEmpty()
                ? Optional.empty()
                : owner().flatMap(owner -> scope.library().methods(owner).stream()
                        .filter(method -> method.parameters().stream().anyMatch(each -> each.startsWith(of + " ")))
                        .findFirst()
                        .map(method -> name + " is a value, not a method: " + method.name() + method.signature()
                                + " takes one"));
    }

    /** The simple name of the type of a variable; empty for what is none. */
    private String typeOf(String word) {
        String type = scope.shell().sourceCodeAnalysis().analyzeType(word, word.length());
        return type == null ? "" : simple(type);
    }

    private static String simple(String type) {
        return type.replaceAll("\\b[a-z]\\w*\\.", "");
    }

    private List<String> wrongType() {
        Matcher lossy = LOSSY.matcher(error.message());
        if (lossy.find()) {
            return List.of("to cut it to " + lossy.group(2) + ", type  (" + lossy.group(2) + ") (...)");
        }
        Matcher converted = CONVERTED.matcher(error.message());
        if (!converted.find()) {
            return List.of();
        }
        return belongs(converted.group(2).strip(), simple(converted.group(1)), snippet.substring(0, error.start()));
    }

    private List<String> wrongArguments() {
        int open = snippet.indexOf('(', Math.max(0, error.position()));
        if (open < 0 || error.message().contains("required: no arguments")) {
            return List.of();
        }
        String prefix = snippet.substring(0, open + 1);
        List<String> words = fitting(prefix);
        return words.isEmpty()
                ? List.of()
                : List.of("in scope and fitting the first argument: " + String.join(", ", words));
    }

    /** What fits a place, without what has the type that was refused: another overload may take that here. */
    private List<String> belongs(String type, String refused, String prefix) {
        List<String> words = fitting(prefix).stream()
                .filter(word -> word.contains("(") || !typeOf(word).equals(refused))
                .toList();
        String brief = simple(type);
        return words.isEmpty()
                ? List.of()
                : List.of("here belongs " + (brief.matches("(?i)[aeiou].*") ? "an " : "a ") + brief + "; in scope: "
                        + String.join(", ", words));
    }

    /** The names that may follow this code. */
    private static Set<String> names(Scope scope, String prefix) {
        Set<String> names = new LinkedHashSet<>();
        for (Suggestion each : suggestions(scope, prefix)) {
            names.add(each.continuation().replaceFirst("\\(.*", ""));
        }
        return names;
    }

    /** The words that may follow this code and have the type that is wanted there. */
    private List<String> fitting(String prefix) {
        return suggestions(prefix).stream()
                .filter(Suggestion::matchesType)
                .map(each -> each.continuation().replaceFirst("\\($", "(...)"))
                .filter(each -> !OF_OBJECT.contains(each.replaceFirst("\\(.*", "")) && !each.startsWith("$"))
                .distinct()
                // A value at hand is nearer than a call that must be filled in.
                .sorted(Comparator.comparing(each -> each.contains("(")))
                .limit(MAXIMUM_WORDS)
                .toList();
    }

    private List<Suggestion> suggestions(String prefix) {
        return suggestions(scope, prefix);
    }

    private static List<Suggestion> suggestions(Scope scope, String prefix) {
        return scope.shell().sourceCodeAnalysis().completionSuggestions(prefix, prefix.length(), new int[1]);
    }
}
