package dev.tern.kernel.worker;

import java.io.IOException;
import java.lang.instrument.Instrumentation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Gets what the JVM gives a Java agent, the means to redefine a class that is loaded. Not with {@code -javaagent}:
 * with an agent there from the start, every class of an archive would be read from its jar as well.
 */
public final class Agent {
    private static volatile @Nullable Instrumentation instrumentation;

    private Agent() {}

    /** Called by the JVM when the agent is loaded. */
    public static void agentmain(String arguments, Instrumentation given) {
        instrumentation = given;
    }

    /** The means to redefine, loaded when first asked for; null where this JVM has none. */
    static synchronized @Nullable Instrumentation instrumentation() {
        if (instrumentation == null) {
            try {
                load();
            } catch (IOException | ReflectiveOperationException | LinkageError without) {
                return null;
            }
        }
        return instrumentation;
    }

    /** As the java launcher does it for the agent of an executable jar. */
    private static void load() throws IOException, ReflectiveOperationException {
        Manifest manifest = new Manifest();
        Attributes main = manifest.getMainAttributes();
        main.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        main.putValue("Launcher-Agent-Class", Agent.class.getName());
        main.putValue("Can-Redefine-Classes", "true");
        Path jar = Files.createTempFile("tern-agent", ".jar");
        try {
            try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(jar))) {
                ZipEntry entry = new ZipEntry(JarFile.MANIFEST_NAME);
                // A time of today is one of a zone, whose rules Java looks for in every jar of the class path.
                entry.setTimeLocal(LocalDateTime.of(2000, 1, 1, 0, 0));
                out.putNextEntry(entry);
                manifest.write(out);
            }
            Class.forName("sun.instrument.InstrumentationImpl")
                    .getMethod("loadAgent", String.class)
                    .invoke(null, jar.toString());
        } finally {
            Files.deleteIfExists(jar);
        }
    }
}
