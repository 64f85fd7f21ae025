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
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import javax.tools.StandardJavaFileManager;
import javax.tools.StandardLocation;
import javax.tools.ToolProvider;

/**
 * Which jars of a class path have which packages, and what they provide for Tern's services, noted in a file when its
 * archives are made. A compiler without this opens every jar before it has compiled anything, which takes it longer than
 * all the rest of its start; so does a ServiceLoader, and each jar that is open takes memory.
 */
public final class Packages {
    private static final String VERSIONS = "META-INF/versions/";
    private static final String SERVICES = "META-INF/services/";
    private static final String OWN_SERVICES = SERVICES + "dev.tern.";
    private static final String BETWEEN = "\t";

    private final List<Path> elements;
    private final Map<String, List<Path>> jars;
    private final Map<String, List<String>> providers;

    private Packages(List<Path> elements, Map<String, List<Path>> jars, Map<String, List<String>> providers) {
        this.elements = List.copyOf(elements);
        this.jars = jars;
        this.providers = providers;
    }

    /** The jars of the class path, those that their manifests name among them. */
    public List<Path> elements() {
        return elements;
    }

    /** The jars that have classes in a package, in the order of the class path. */
    public List<Path> having(String name) {
        return jars.getOrDefault(name, List.of());
    }

    /** The names of the classes that the jars provide for a service of Tern's, in the order of the class path. */
    public List<String> providers(String service) {
        return providers.getOrDefault(service, List.of());
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
            Content content = in(elements.get(i));
            content.packages()
                    .forEach(name -> places.computeIfAbsent(name, first -> new ArrayList<>())
                            .add(place));
            content.providers()
                    .forEach((service, names) -> places.computeIfAbsent(SERVICES + service, first -> new ArrayList<>())
                            .addAll(names));
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
            Map<String, List<String>> providers = new HashMap<>();
            for (String line : lines.subList(2 + size, lines.size())) {
                String[] fields = line.split(BETWEEN);
                if (fields[0].startsWith(SERVICES)) {
                    providers.put(
                            fields[0].substring(SERVICES.length()),
                            List.of(fields).subList(1, fields.length));
                    continue;
                }
                List<Path> having = new ArrayList<>(fields.length - 1);
                for (int i = 1; i < fields.length; i++) {
                    having.add(elements.get(Integer.parseInt(fields[i])));
                }
                jars.put(fields[0], having);
            }
            return Optional.of(new Packages(elements, jars, providers));
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

    private record Content(TreeSet<String> packages, Map<String, List<String>> providers) {}

    private static Content in(Path jar) throws IOException {
        TreeSet<String> names = new TreeSet<>();
        Map<String, List<String>> providers = new TreeMap<>();
        if (!Files.isRegularFile(jar)) {
            return new Content(names, providers); // A manifest may name what was never delivered.
        }
        try (JarFile file = new JarFile(jar.toFile())) {
            for (JarEntry entry : file.stream()
                    .filter(each -> each.getName().startsWith(OWN_SERVICES))
                    .toList()) {
                String text = new String(file.getInputStream(entry).readAllBytes(), StandardCharsets.UTF_8);
                providers.put(
                        entry.getName().substring(SERVICES.length()),
                        text.lines()
                                .map(line -> line.replaceFirst("#.*", "").strip())
                                .filter(line -> !line.isEmpty())
                                .toList());
            }
            file.stream()
                    .map(entry -> entry.getName())
                    // The description of a module is no class: else half of all jars would have an unnamed package.
                    .filter(name -> name.endsWith(".class") && !name.endsWith("module-info.class"))
                    .map(name ->
                            name.startsWith(VERSIONS) ? name.substring(name.indexOf('/', VERSIONS.length()) + 1) : name)
                    .forEach(name -> names.add(name.substring(0, Math.max(0, name.lastIndexOf('/')))
                            .replace('/', '.')));
        }
        return new Content(names, providers);
    }

    /** Changes with the jar's size or time. */
    private static String state(Path jar) {
        File file = jar.toFile();
        return file.length() + BETWEEN + file.lastModified() + BETWEEN + jar;
    }
}
