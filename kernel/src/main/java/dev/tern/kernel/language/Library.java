package dev.tern.kernel.language;

import com.sun.source.util.JavacTask;
import java.io.Closeable;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import javax.lang.model.element.Element;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.TypeElement;
import javax.lang.model.element.VariableElement;
import javax.lang.model.type.DeclaredType;
import javax.lang.model.type.TypeKind;
import javax.lang.model.type.TypeMirror;
import javax.lang.model.util.Elements;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import jdk.jshell.JShell;
import org.jspecify.annotations.Nullable;

/** The types on the class path and in the JDK, as the compiler sees them. Loaded when first asked for. */
public final class Library implements Closeable {
    /**
     * A public method.
     *
     * @param parameters types and names, such as {@code int beginIndex}
     * @param result the type it returns, in short
     * @param type the same as a declared type, if it is one
     */
    record Method(String name, List<String> parameters, String result, Optional<TypeElement> type) {
        String signature() {
            return "(" + String.join(", ", parameters) + ") " + result;
        }

        /** A call with the parameters' names in the place of arguments. */
        String call() {
            return name
                    + parameters.stream()
                            .map(parameter -> parameter.substring(parameter.lastIndexOf(' ') + 1))
                            .collect(Collectors.joining(", ", "(", ")"));
        }
    }

    private final StandardJavaFileManager files;
    private final Map<String, List<Method>> methods = new HashMap<>();
    private @Nullable Elements elements;

    /**
     * @param files JShell's own, so that the jars are indexed once
     */
    public Library(StandardJavaFileManager files) {
        this.files = files;
    }

    /** The class path has changed. */
    public void forget() {
        elements = null;
        methods.clear();
    }

    /** Closes the jars. */
    @Override
    public void close() throws IOException {
        files.close();
    }

    StandardJavaFileManager files() {
        return files;
    }

    Elements elements() {
        Elements known = elements;
        if (known == null) {
            JavaFileObject nothing =
                    new SimpleJavaFileObject(URI.create("string:///$.java"), JavaFileObject.Kind.SOURCE) {
                        @Override
                        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                            return "";
                        }
                    };
            JavacTask task = (JavacTask) ToolProvider.getSystemJavaCompiler()
                    .getTask(
                            null,
                            files,
                            diagnostic -> {},
                            List.of("-proc:none", "-parameters", "--processor-path", "", "--source-path", ""),
                            null,
                            List.of(nothing));
            known = task.getElements();
            elements = known;
        }
        return known;
    }

    /** The type of this name, simple as the session's imports allow or qualified; type arguments are ignored. */
    Optional<TypeElement> type(String name, JShell shell) {
        String plain = withoutArguments(name).strip();
        if (!plain.matches("[\\w.$]+")) {
            return Optional.empty();
        }
        List<String> candidates = new ArrayList<>();
        String first = plain.replaceFirst("\\..*", "");
        Import.of(shell).filter(each -> !each.isStatic()).map(Import::name).forEach(imported -> {
            if (imported.endsWith("." + first)) {
                candidates.add(imported + plain.substring(first.length()));
            } else if (imported.endsWith(".*")) {
                candidates.add(imported.substring(0, imported.length() - 1) + plain);
            }
        });
        candidates.add("java.lang." + plain);
        candidates.add(plain);
        return candidates.stream()
                .map(elements()::getTypeElement)
                .filter(each -> each != null)
                .findFirst();
    }

    /** The public methods of a type, inherited ones included; of one name, the shortest first. */
    List<Method> methods(TypeElement type) {
        return methods.computeIfAbsent(
                type.getQualifiedName().toString(),
                name -> elements().getAllMembers(type).stream()
                        .filter(member -> member.getKind() == ElementKind.METHOD
                                && member.getModifiers().contains(Modifier.PUBLIC))
                        .map(member -> method((ExecutableElement) member))
                        .sorted(Comparator.comparing(Method::name)
                                .thenComparing(method -> method.parameters().size()))
                        .toList());
    }

    /** The type of a public field; empty when there is none of this name. */
    Optional<String> field(TypeElement type, String name) {
        return elements().getAllMembers(type).stream()
                .filter(member -> member instanceof VariableElement
                        && member.getSimpleName().contentEquals(name)
                        && member.getModifiers().contains(Modifier.PUBLIC))
                .map(member -> brief(member.asType()))
                .findFirst();
    }

    static String withoutArguments(String type) {
        StringBuilder plain = new StringBuilder();
        int depth = 0;
        for (char c : type.toCharArray()) {
            depth += c == '<' ? 1 : 0;
            if (depth == 0) {
                plain.append(c);
            }
            depth -= c == '>' ? 1 : 0;
        }
        return plain.toString();
    }

    private static Method method(ExecutableElement method) {
        List<String> parameters = new ArrayList<>();
        for (VariableElement parameter : method.getParameters()) {
            boolean last = parameters.size() == method.getParameters().size() - 1;
            String type = brief(parameter.asType());
            String written = last && method.isVarArgs() ? type.replaceFirst("\\[\\]$", "...") : type;
            parameters.add(written + " " + parameter.getSimpleName());
        }
        TypeMirror result = method.getReturnType();
        Element element = result.getKind() == TypeKind.DECLARED ? ((DeclaredType) result).asElement() : null;
        return new Method(
                method.getSimpleName().toString(),
                parameters,
                brief(result),
                element instanceof TypeElement type ? Optional.of(type) : Optional.empty());
    }

    /** A type without the names of its packages. */
    private static String brief(TypeMirror type) {
        return type.toString().replaceAll("@[\\w.]+ ?", "").replaceAll("\\b[a-z][\\w]*\\.(?=[\\w])", "");
    }
}
