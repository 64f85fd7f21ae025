package dev.tern.kernel.magic;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.tools.ToolProvider;

/** A Maven repository in a folder, with jars compiled from source by a test. */
record Repository(Path folder) {
    /** Puts example:name:version there, given as name:version, with these classes and dependencies. */
    void add(String library, Map<String, String> sources, String... dependencies) throws IOException {
        String[] parts = library.split(":");
        Path home = Files.createDirectories(
                folder.resolve("example").resolve(parts[0]).resolve(parts[1]));
        StringBuilder pom = new StringBuilder("<project><modelVersion>4.0.0</modelVersion>")
                .append(coordinates(library))
                .append("<dependencies>");
        for (String dependency : dependencies) {
            pom.append("<dependency>").append(coordinates(dependency)).append("</dependency>");
        }
        pom.append("</dependencies></project>");
        Path file = home.resolve(parts[0] + "-" + parts[1]);
        sum(Files.writeString(Path.of(file + ".pom"), pom));
        sum(jar(Path.of(file + ".jar"), sources));
    }

    /** Writes a jar of the classes compiled from these sources. */
    Path jar(Path file, Map<String, String> sources) throws IOException {
        return jar(file, sources, Map.of());
    }

    /** As above, with further files. */
    Path jar(Path file, Map<String, String> sources, Map<String, String> resources) throws IOException {
        Path classes = classes(sources);
        try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(file));
                Stream<Path> all = Files.walk(classes)) {
            for (Path each : all.filter(Files::isRegularFile).toList()) {
                out.putNextEntry(
                        new ZipEntry(classes.relativize(each).toString().replace('\\', '/')));
                Files.copy(each, out);
            }
            for (Map.Entry<String, String> each : resources.entrySet()) {
                out.putNextEntry(new ZipEntry(each.getKey()));
                out.write(each.getValue().getBytes(StandardCharsets.UTF_8));
            }
            if (sources.isEmpty() && resources.isEmpty()) {
                out.putNextEntry(new ZipEntry("empty"));
            }
        }
        return file;
    }

    /** A folder of the classes compiled from these sources. */
    Path classes(Map<String, String> sources) throws IOException {
        Path work = Files.createTempDirectory(folder.getParent(), "classes");
        List<String> arguments = new ArrayList<>(
                List.of("-proc:none", "-d", work.toString(), "-cp", System.getProperty("java.class.path")));
        Path written = Files.createTempDirectory(folder.getParent(), "sources");
        for (Map.Entry<String, String> each : sources.entrySet()) {
            Path source = written.resolve(each.getKey());
            Files.createDirectories(source.getParent());
            arguments.add(Files.writeString(source, each.getValue()).toString());
        }
        if (!sources.isEmpty()
                && ToolProvider.getSystemJavaCompiler().run(null, null, null, arguments.toArray(String[]::new)) != 0) {
            throw new IllegalStateException("The sources of the test do not compile");
        }
        return work;
    }

    private static String coordinates(String library) {
        String[] parts = library.split(":");
        return "<groupId>example</groupId><artifactId>" + parts[0] + "</artifactId><version>" + parts[1] + "</version>";
    }

    private static void sum(Path file) throws IOException {
        try {
            byte[] sum = MessageDigest.getInstance("SHA-1").digest(Files.readAllBytes(file));
            Files.writeString(Path.of(file + ".sha1"), HexFormat.of().formatHex(sum));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
