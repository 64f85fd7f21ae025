package dev.tern.kernel.language;

import dev.tern.kernel.language.Completion.Candidate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.lang.model.element.TypeElement;
import jdk.jshell.VarSnippet;
import org.jspecify.annotations.Nullable;

/** What the names that may stand at one place are: methods with their parameters, variables with their types. */
final class Signatures {
    private static final Set<String> KEYWORDS = Set.of(
            "abstract",
            "assert",
            "boolean",
            "break",
            "byte",
            "case",
            "catch",
            "char",
            "class",
            "continue",
            "default",
            "do",
            "double",
            "else",
            "enum",
            "extends",
            "final",
            "finally",
            "float",
            "for",
            "if",
            "implements",
            "import",
            "instanceof",
            "int",
            "interface",
            "long",
            "native",
            "new",
            "package",
            "private",
            "protected",
            "public",
            "record",
            "return",
            "short",
            "static",
            "strictfp",
            "super",
            "switch",
            "synchronized",
            "this",
            "throw",
            "throws",
            "transient",
            "try",
            "void",
            "volatile",
            "while",
            "true",
            "false",
            "null",
            "var");

    private final Scope scope;
    private final @Nullable TypeElement receiver;
    private final boolean member;
    private final Map<String, List<String>> methods = new HashMap<>();

    private Signatures(Scope scope, boolean member, Optional<TypeElement> receiver) {
        this.scope = scope;
        this.member = member;
        this.receiver = receiver.orElse(null);
    }

    /** The names that may begin at this place of the code. */
    static Signatures at(Scope scope, String code, int start) {
        int dot = code.substring(0, start).stripTrailing().length() - 1;
        boolean member = dot >= 0 && code.charAt(dot) == '.';
        Optional<TypeElement> type = member ? Receiver.before(code, dot).type(scope, code) : Optional.empty();
        Signatures signatures = new Signatures(scope, member, type);
        type.ifPresent(signatures::addMethods);
        return signatures;
    }

    /** What is known of the name that JShell suggests, such as {@code substring(}. */
    Candidate candidate(String text) {
        String name = text.replaceFirst("\\(.*", "");
        if (text.endsWith("(") || text.endsWith(")")) {
            return new Candidate(text, "function", signature(name, text.endsWith(")")));
        }
        if (receiver != null) {
            Optional<String> field = scope.library().field(receiver, name);
            if (field.isPresent()) {
                return new Candidate(text, "property", field.get());
            }
        }
        if (!member && KEYWORDS.contains(text)) {
            return new Candidate(text, "keyword", "");
        }
        if (!member) {
            for (VarSnippet variable : scope.shell().variables().toList()) {
                if (variable.name().equals(text)) {
                    return new Candidate(text, "instance", variable.typeName());
                }
            }
        }
        boolean constant = text.equals(text.toUpperCase(Locale.ROOT));
        boolean type = !text.isEmpty() && Character.isUpperCase(text.charAt(0)) && !constant;
        return new Candidate(text, type ? "class" : text.endsWith(".") ? "module" : "instance", "");
    }

    private String signature(String name, boolean withoutParameters) {
        if (!member) {
            Optional<String> own = scope.shell()
                    .methods()
                    .filter(method -> method.name().equals(name))
                    .map(method -> method.signature())
                    .findFirst();
            if (own.isPresent()) {
                return own.get();
            }
            if (methods.isEmpty()) {
                addStaticImports();
            }
        }
        List<String> overloads = methods.getOrDefault(name, List.of());
        if (overloads.isEmpty()) {
            return withoutParameters ? "()" : "(...)";
        }
        return overloads.get(0) + (overloads.size() > 1 ? " and " + (overloads.size() - 1) + " more" : "");
    }

    private void addStaticImports() {
        Import.of(scope.shell())
                .filter(Import::isStatic)
                .map(Import::name)
                .map(name -> name.substring(0, name.lastIndexOf('.')))
                .distinct()
                .forEach(type -> scope.library().type(type, scope.shell()).ifPresent(this::addMethods));
    }

    private void addMethods(TypeElement type) {
        for (Library.Method method : scope.library().methods(type)) {
            methods.computeIfAbsent(method.name(), name -> new ArrayList<>()).add(method.signature());
        }
    }
}
