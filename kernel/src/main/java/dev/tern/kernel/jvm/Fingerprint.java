package dev.tern.kernel.jvm;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/** Short hashes of everything an archive depends on. */
final class Fingerprint {
    private static final List<String> JDK = List.of(
            "java.home", "java.vm.name", "java.vm.vendor", "java.vm.version", "java.runtime.version", "os.arch");
    private static final int LENGTH = 16;

    private final MessageDigest digest;

    private Fingerprint() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** Tells installations apart: the same for a JDK and jars that were updated in their places. */
    static String place(ClassPaths paths) {
        return new Fingerprint()
                .add(System.getProperty("java.home"))
                .add(paths.front())
                .add(paths.cells())
                .text();
    }

    /** Changes with the JDK, a flag, or a jar's name, size or time. */
    static String state(List<Path> jars) throws IOException {
        Fingerprint all = new Fingerprint();
        JDK.forEach(property -> all.add(System.getProperty(property, "")));
        Stream.of(Role.values()).forEach(role -> all.add(String.join(" ", role.flags())));
        for (Path jar : jars) {
            BasicFileAttributes attributes = Files.readAttributes(jar, BasicFileAttributes.class);
            all.add(jar.toString())
                    .add(Long.toString(attributes.size()))
                    .add(attributes.lastModifiedTime().toString());
        }
        return all.text();
    }

    private Fingerprint add(String text) {
        digest.update(text.getBytes(StandardCharsets.UTF_8));
        digest.update((byte) 0);
        return this;
    }

    private String text() {
        return HexFormat.of().formatHex(digest.digest()).substring(0, LENGTH);
    }
}
