package dev.tern.artifacts;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A Maven repository in a folder, made by a test. */
record FileRepository(Path folder) {

    URI url() {
        return folder.toUri();
    }

    /** Puts example:name:1.0 there, or another version given as name:version, with these dependencies (of the same kind). */
    Path add(String library, String... dependencies) throws IOException {
        var name = library.replaceFirst(":.*", "");
        var version = version(library);
        var home =
                Files.createDirectories(folder.resolve("example").resolve(name).resolve(version));
        var pom = new StringBuilder("<project><modelVersion>4.0.0</modelVersion><groupId>example</groupId><artifactId>")
                .append(name)
                .append("</artifactId><version>")
                .append(version)
                .append("</version><dependencies>");
        for (var dependency : dependencies) {
            pom.append("<dependency><groupId>example</groupId><artifactId>")
                    .append(dependency.replaceFirst(":.*", ""))
                    .append("</artifactId><version>")
                    .append(version(dependency))
                    .append("</version></dependency>");
        }
        var file = name + "-" + version;
        write(
                home.resolve(file + ".pom"),
                pom.append("</dependencies></project>").toString());
        return write(home.resolve(file + ".jar"), "the jar of " + name);
    }

    private static String version(String library) {
        return library.contains(":") ? library.replaceFirst(".*:", "") : "1.0";
    }

    private static Path write(Path file, String content) throws IOException {
        Files.writeString(file, content);
        Files.writeString(file.resolveSibling(file.getFileName() + ".sha1"), sha1(content));
        return file;
    }

    private static String sha1(String content) {
        try {
            var digest = MessageDigest.getInstance("SHA-1").digest(content.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
