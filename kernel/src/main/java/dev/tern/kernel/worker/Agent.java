package dev.tern.kernel.worker;

import java.io.IOException;
import java.lang.instrument.Instrumentation;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.InvocationTargetException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
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
            } catch (IOException | ReflectiveOperationException | URISyntaxException | LinkageError without) {
                return null;
            }
        }
        return instrumentation;
    }

    /** As the java launcher does it for the agent of an executable jar. */
    private static void load() throws IOException, ReflectiveOperationException, URISyntaxException {
        Path own = Path.of(
                Agent.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        if (!Files.isDirectory(own)) {
            try {
                load(own);
                return;
            } catch (InvocationTargetException unread) {
                // The JVM takes the name for UTF-8, which those of the system need not be; or the jar has been moved.
            }
        }
        loadFromJarOfItsOwn();
    }

    /** The jar's manifest must name this class as its Launcher-Agent-Class. */
    private static void load(Path jar) throws ReflectiveOperationException {
        MethodHandle load = MethodHandles.lookup()
                .findStatic(
                        Class.forName("sun.instrument.InstrumentationImpl"),
                        "loadAgent",
                        MethodType.methodType(void.class, String.class));
        try {
            // Reflection would make classes for this one call.
            load.invokeExact(jar.toString());
        } catch (Throwable failed) {
            throw new InvocationTargetException(failed);
        }
    }

    /** Where the kernel has not been packed or its jar cannot be read: nothing but a manifest, as that jar has it. */
    private static void loadFromJarOfItsOwn() throws IOException, ReflectiveOperationException {
        Manifest manifest = new Manifest();
        Attributes main = manifest.getMainAttributes();
        main.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        main.putValue("Launcher-Agent-Class", Agent.class.getName());
        main.putValue("Can-Redefine-Classes", "true");
        Path jar = Files.createTempFile("tern-agent", ".jar");
        try {
            new JarOutputStream(Files.newOutputStream(jar), manifest).close();
            load(jar);
        } finally {
            Files.deleteIfExists(jar);
        }
    }
}
