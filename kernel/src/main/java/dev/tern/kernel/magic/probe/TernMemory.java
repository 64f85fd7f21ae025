package dev.tern.kernel.magic.probe;

import dev.tern.kernel.display.MimeBundle;
import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The memory of this process. */
public final class TernMemory {
    private TernMemory() {}

    /** A table of it as it is. */
    public static MimeBundle table() {
        List<List<String>> rows = new ArrayList<>();
        rows.add(row("heap", ManagementFactory.getMemoryMXBean().getHeapMemoryUsage()));
        rows.add(row(
                "classes and compiled code", ManagementFactory.getMemoryMXBean().getNonHeapMemoryUsage()));
        for (BufferPoolMXBean pool : ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class)) {
            if (pool.getMemoryUsed() > 0) {
                rows.add(List.of(pool.getName() + " buffers", size(pool.getMemoryUsed()), "", ""));
            }
        }
        return new Table(List.of("memory", "used", "committed", "maximum"), rows).bundle(process());
    }

    /** A table of it after a collection of garbage. */
    public static MimeBundle tableAfterCollection() {
        System.gc();
        return table();
    }

    private static List<String> row(String name, MemoryUsage usage) {
        return List.of(
                name,
                size(usage.getUsed()),
                size(usage.getCommitted()),
                usage.getMax() < 0 ? "no limit" : size(usage.getMax()));
    }

    private static String size(long bytes) {
        return String.format(Locale.ROOT, "%,.1f MB", bytes / 1048576.0);
    }

    /** What the system says the whole process takes, native memory included; nothing where it does not say. */
    private static String process() {
        try {
            return Files.readAllLines(Path.of("/proc/self/status")).stream()
                    .filter(line -> line.startsWith("VmRSS:"))
                    .map(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
                    .map(bytes ->
                            "process " + ProcessHandle.current().pid() + ", native memory included: " + size(bytes))
                    .findFirst()
                    .orElse("");
        } catch (IOException | NumberFormatException notHere) {
            return "";
        }
    }
}
