package dev.tern.kernel.language;

import com.sun.source.doctree.DocCommentTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePathScanner;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import javax.lang.model.element.ModuleElement;
import javax.lang.model.element.TypeElement;
import javax.tools.StandardLocation;
import org.jspecify.annotations.Nullable;

/** Documentation comments from source code: inside the jar of a class, in the -sources.jar beside it, in the JDK's. */
final class Sources {
    // Not beside the classes: a compiler with such a jar on its path may take the source for the newer of the two.
    private static final String INSIDE = "META-INF/sources/";

    private Sources() {}

    /**
     * The comment of a method, or of the type itself.
     *
     * @param method its name; null for the type
     * @param parameters the simple names of its parameters' types
     */
    static Optional<String> comment(
            Library library, TypeElement type, @Nullable String method, List<String> parameters) {
        return source(library, type).flatMap(source -> comment(source, type, method, parameters));
    }

    private static Optional<String> comment(
            String source, TypeElement type, @Nullable String method, List<String> parameters) {
        JavacTask task = Syntax.parser(source);
        DocTrees trees = DocTrees.instance(task);
        List<String> exact = new ArrayList<>();
        List<String> sameName = new ArrayList<>();
        TreePathScanner<Void, Void> scanner = new TreePathScanner<>() {
            @Override
            public Void visitClass(ClassTree tree, Void nothing) {
                boolean wanted = tree.getSimpleName().contentEquals(type.getSimpleName());
                if (wanted && method == null) {
                    add(exact);
                }
                if (wanted && method != null) {
                    for (Tree member : tree.getMembers()) {
                        scan(member, nothing);
                    }
                    return null;
                }
                return super.visitClass(tree, nothing);
            }

            @Override
            public Void visitMethod(MethodTree tree, Void nothing) {
                if (tree.getName().contentEquals(String.valueOf(method))) {
                    List<String> types = tree.getParameters().stream()
                            .map(each -> simple(each.getType().toString()))
                            .toList();
                    add(types.equals(parameters) ? exact : sameName);
                }
                return null;
            }

            private void add(List<String> comments) {
                DocCommentTree comment = trees.getDocCommentTree(getCurrentPath());
                if (comment != null) {
                    comments.add(trees.getDocComment(getCurrentPath()));
                }
            }
        };
        try {
            for (CompilationUnitTree unit : task.parse()) {
                scanner.scan(unit, null);
            }
        } catch (IOException | IllegalStateException broken) {
            return Optional.empty();
        }
        exact.addAll(sameName);
        return exact.stream().findFirst();
    }

    /** The simple name of a type as a signature or a source writes it. */
    static String simple(String type) {
        return Library.withoutArguments(type)
                .replaceAll("[\\w$]+\\.", "")
                .replace("...", "[]")
                .strip();
    }

    private static Optional<String> source(Library library, TypeElement type) {
        TypeElement outermost = type;
        while (outermost.getEnclosingElement() instanceof TypeElement enclosing) {
            outermost = enclosing;
        }
        String file = outermost.getQualifiedName().toString().replace('.', '/');
        ModuleElement module = library.elements().getModuleOf(type);
        if (module != null && !module.isUnnamed()) {
            Path jdk = Path.of(System.getProperty("java.home"), "lib", "src.zip");
            return entry(jdk, module.getQualifiedName() + "/" + file + ".java");
        }
        for (Path element : library.files().getLocationAsPaths(StandardLocation.CLASS_PATH)) {
            if (Files.isDirectory(element)) {
                if (Files.exists(element.resolve(file + ".class"))) {
                    return read(element.resolve(INSIDE + file + ".java"))
                            .or(() -> read(element.resolve(file + ".java")));
                }
            } else if (entry(element, file + ".class").isPresent()) {
                String jar = element.getFileName().toString();
                Path beside = element.resolveSibling(jar.replaceFirst("\\.jar$", "-sources.jar"));
                return entry(element, INSIDE + file + ".java")
                        .or(() -> entry(element, file + ".java"))
                        .or(() -> entry(beside, file + ".java"));
            }
        }
        return Optional.empty();
    }

    private static Optional<String> entry(Path archive, String name) {
        if (!Files.isRegularFile(archive)) {
            return Optional.empty();
        }
        try (ZipFile zip = new ZipFile(archive.toFile())) {
            ZipEntry entry = zip.getEntry(name);
            if (entry == null) {
                return Optional.empty();
            }
            boolean compiled = name.endsWith(".class");
            return Optional.of(
                    compiled ? "" : new String(zip.getInputStream(entry).readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException unreadable) {
            return Optional.empty();
        }
    }

    private static Optional<String> read(Path file) {
        try {
            return Files.exists(file) ? Optional.of(Files.readString(file)) : Optional.empty();
        } catch (IOException unreadable) {
            return Optional.empty();
        }
    }
}
