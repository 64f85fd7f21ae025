package dev.tern.kernel.jvm;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import javax.tools.StandardJavaFileManager;
import javax.tools.StandardLocation;
import javax.tools.ToolProvider;

/**
 * Which jars of a class path have which packages, noted in a file when its archives are made. A compiler without this
 * opens every jar before it has compiled anything, which takes it longer than all the rest of its start.
 */
public final class Packages {
    private static final String VERSIONS = "META-INF/versions/";
    private static final String BETWEEN = "\t";

    private final List<Path> elements;
    private final Map<String, List<Path>> jars;

    private Packages(List<Path> elements, Map<String, List<Path>> jars) {
        this.elements = List.copyOf(elements);
        this.jars = jars;
    }

    /** The jars of the class path, those that their manifests name among them. */
    public List<Path> elements() {
        return elements;
    }

    /** The jars that have classes in a package, in the order of the class path. */
    public List<Path> having(String name) {
        return jars.getOrDefault(name, List.of());
    }

    /**
     * Notes the packages of a class path.
     *
     * @param file takes the notes
     */
    public static void note(String classPath, Path file) throws IOException {
        List<Path> elements = asTheCompilerSees(classPath);
        Map<String, List<String>> places = new TreeMap<>();
        List<String> lines = new ArrayList<>(List.of(classPath, Integer.toString(elements.size())));
        for (int i = 0; i < elements.size(); i++) {
            lines.add(state(elements.get(i)));
            String place = Integer.toString(i);
            in(elements.get(i))
                    .forEach(name -> places.computeIfAbsent(name, first -> new ArrayList<>())
                            .add(place));
        }
        places.forEach((name, numbers) -> lines.add(name + BETWEEN + String.join(BETWEEN, numbers)));
        Files.write(file, lines);
    }

    /** What was noted of just this class path; empty when there are no notes or a jar has changed since. */
    public static Optional<Packages> read(Path file, String classPath) {
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        try {
            List<String> lines = Files.readAllLines(file, StandardCharsets.UTF_8);
            int size = Integer.parseInt(lines.get(1));
            if (!lines.get(0).equals(classPath)) {
                return Optional.empty();
            }
            List<Path> elements = new ArrayList<>(size);
            for (String noted : lines.subList(2, 2 + size)) {
                Path element = Path.of(noted.substring(noted.lastIndexOf('\t') + 1));
                if (!state(element).equals(noted)) {
                    return Optional.empty();
                }
                elements.add(element);
            }
            Map<String, List<Path>> jars = new HashMap<>();
            for (String line : lines.subList(2 + size, lines.size())) {
                String[] fields = line.split(BETWEEN);
                List<Path> having = new ArrayList<>(fields.length - 1);
                for (int i = 1; i < fields.length; i++) {
                    having.add(elements.get(Integer.parseInt(fields[i])));
                }
                jars.put(fields[0], having);
            }
            return Optional.of(new Packages(elements, jars));
        } catch (IOException | IndexOutOfBoundsException | IllegalArgumentException broken) {
            return Optional.empty();
        }
    }

    private static List<Path> asTheCompilerSees(String classPath) throws IOException {
        try (StandardJavaFileManager files =
                ToolProvider.getSystemJavaCompiler().getStandardFileManager(null, null, null)) {
            files.handleOption("--class-path", List.of(classPath).iterator());
            return StreamSupport.stream(
                            files.getLocationAsPaths(StandardLocation.CLASS_PATH)
                                    .spliterator(),
                            false)
                    .collect(Collectors.toList());
        }
    }

    private static TreeSet<String> in(Path jar) throws IOException {
        TreeSet<String> names = new TreeSet<>();
        if (!Files.isRegularFile(jar)) {
            return names; // A manifest may name what was never delivered.
        }
        try (JarFile file = new JarFile(jar.toFile())) {
            file.stream()
                    .map(entry -> entry.getName())
                    .filter(name -> name.endsWith(".class"))
                    .map(name ->
                            name.startsWith(VERSIONS) ? name.substring(name.indexOf('/', VERSIONS.length()) + 1) : name)
                    .forEach(name -> names.add(name.substring(0, Math.max(0, name.lastIndexOf('/')))
                            .replace('/', '.')));
        }
        return names;
    }

    /** Changes with the jar's size or time. */
    private static String state(Path jar) {
        File file = jar.toFile();
        return file.length() + BETWEEN + file.lastModified() + BETWEEN + jar;
    }
}
