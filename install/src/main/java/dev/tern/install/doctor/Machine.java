package dev.tern.install.doctor;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.module.ModuleFinder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Supplier;

/** The processor, the memory and the JDK. */
final class Machine {
    private static final double ENOUGH_GIB = 4;
    private static final List<String> FEATURES = List.of("avx2", "avx512f", "avx512_vnni", "amx_int8", "asimd", "sve");

    private Machine() {}

    static Finding jdk() {
        Runtime.Version version = Runtime.version();
        String found = version + " at " + System.getProperty("java.home");
        for (String module : List.of("jdk.jshell", "jdk.compiler", "java.instrument")) {
            if (ModuleFinder.ofSystem().find(module).isEmpty()) {
                return Finding.missing(
                        "JDK", found + ", without " + module, "set JAVA_HOME to a whole JDK 17 or newer");
            }
        }
        return Finding.ok("JDK", found);
    }

    static Finding vectorModule() {
        return ModuleFinder.ofSystem().find("jdk.incubator.vector").isPresent()
                ? Finding.ok("vector module", "jdk.incubator.vector")
                : Finding.note(
                        "vector module",
                        "jdk.incubator.vector is not in this JDK; Tern runs on plain Java, more slowly",
                        "set JAVA_HOME to a whole JDK 17 or newer");
    }

    static Finding processor() {
        int cores = Runtime.getRuntime().availableProcessors();
        String base = cores + (cores == 1 ? " core, " : " cores, ") + System.getProperty("os.arch");
        Path linux = Path.of("/proc/cpuinfo");
        try {
            Set<String> flags = Files.isReadable(linux) ? flags(Files.readString(linux)) : Set.of();
            List<String> known = FEATURES.stream().filter(flags::contains).toList();
            return Finding.ok("processor", known.isEmpty() ? base : base + ", " + String.join(" ", known));
        } catch (IOException unreadable) {
            return Finding.ok("processor", base);
        }
    }

    static Finding memory() {
        if (!(ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system)) {
            return Finding.note("memory", "unknown", "");
        }
        double gib = system.getTotalMemorySize() / (double) (1L << 30);
        String found = String.format(Locale.ROOT, "%.1f GiB", gib);
        return gib >= ENOUGH_GIB
                ? Finding.ok("memory", found)
                : Finding.note("memory", found + "; the examples want " + (int) ENOUGH_GIB, "close other programs");
    }

    /** Loads a native library through its Java face, as a cell would. */
    static Finding library(String what, Supplier<String> load) {
        try {
            return Finding.ok(what, load.get());
        } catch (LinkageError | RuntimeException broken) {
            Throwable root = broken;
            while (root.getCause() != null) {
                root = root.getCause();
            }
            return Finding.missing(
                    what,
                    "does not load: " + root,
                    "build on the machine you run on (install/tern does it by itself), and see that the temporary"
                            + " folder may hold programs");
        }
    }

    private static Set<String> flags(String cpuinfo) {
        return cpuinfo.lines()
                .filter(line -> line.startsWith("flags") || line.startsWith("Features"))
                .findFirst()
                .map(line ->
                        Set.of(line.substring(line.indexOf(':') + 1).strip().split("\\s+")))
                .orElse(Set.of());
    }
}
