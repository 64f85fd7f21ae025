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

    /** Puts example:name:1.0 there, with these dependencies (names of the same kind). */
    Path add(String name, String... dependencies) throws IOException {
        var home =
                Files.createDirectories(folder.resolve("example").resolve(name).resolve("1.0"));
        var pom = new StringBuilder("<project><modelVersion>4.0.0</modelVersion><groupId>example</groupId><artifactId>")
                .append(name)
                .append("</artifactId><version>1.0</version><dependencies>");
        for (var dependency : dependencies) {
            pom.append("<dependency><groupId>example</groupId><artifactId>")
                    .append(dependency)
                    .append("</artifactId><version>1.0</version></dependency>");
        }
        write(
                home.resolve(name + "-1.0.pom"),
                pom.append("</dependencies></project>").toString());
        return write(home.resolve(name + "-1.0.jar"), "the jar of " + name);
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
