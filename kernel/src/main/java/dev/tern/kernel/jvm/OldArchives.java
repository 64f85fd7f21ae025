package dev.tern.kernel.jvm;

import java.io.File;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Properties;
import java.util.stream.Stream;

/** Removes archives that nobody can use any more, and what an interrupted maker left. */
final class OldArchives {
    private static final Duration ABANDONED = Duration.ofMinutes(10);

    private OldArchives() {}

    /** Looks through the folders beside this one. Whatever cannot be removed now is left for the next time. */
    static void removeBeside(Path folder) {
        Path all = folder.getParent();
        if (all == null) {
            return;
        }
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(all, Files::isDirectory)) {
            for (Path each : folders) {
                if (!each.equals(folder) && isOrphan(each)) {
                    delete(each);
                }
            }
            try (DirectoryStream<Path> unfinished = Files.newDirectoryStream(folder, "making*")) {
                for (Path each : unfinished) {
                    if (isOld(each)) {
                        delete(each);
                    }
                }
            }
        } catch (IOException inUse) {
            // A running JVM may hold a file open, on Windows.
        }
    }

    /** Whether the JDK or a jar it was made from is gone. */
    private static boolean isOrphan(Path folder) throws IOException {
        Path file = folder.resolve(Archives.LABEL);
        if (!Files.isRegularFile(file)) {
            return isOld(folder);
        }
        Properties label = Archives.read(file);
        String classPath = label.getProperty(Archives.CLASS_PATH, "");
        return !Files.isDirectory(Path.of(label.getProperty(Archives.JAVA_HOME, "")))
                || Arrays.stream(classPath.split(File.pathSeparator))
                        .anyMatch(jar -> !Files.isRegularFile(Path.of(jar)));
    }

    /** Whether a maker has begun in this folder, and lately. */
    static boolean isInWork(Path folder) {
        if (!Files.isDirectory(folder)) {
            return false;
        }
        try (DirectoryStream<Path> unfinished = Files.newDirectoryStream(folder, "making*")) {
            for (Path each : unfinished) {
                if (!isOld(each)) {
                    return true;
                }
            }
        } catch (IOException unreadable) {
            // As if there were none.
        }
        return false;
    }

    private static boolean isOld(Path folder) throws IOException {
        return Files.getLastModifiedTime(folder)
                .toInstant()
                .isBefore(Instant.now().minus(ABANDONED));
    }

    static void delete(Path tree) {
        try (Stream<Path> files = Files.walk(tree)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException inUse) {
            // Left for the next time.
        }
    }
}
