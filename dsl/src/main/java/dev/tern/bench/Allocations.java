package dev.tern.bench;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordedStackTrace;
import jdk.jfr.consumer.RecordingFile;

/** What a piece of work allocates on the Java heap: its bytes, exactly, and where they come from. */
final class Allocations {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final String OURS = "dev.tern.";
    private static final int MOST_LINES = 20;

    /** Bytes and objects of one class made at one place. */
    private static final class Site {
        long bytes;
        long objects;
    }

    private Allocations() {}

    /** Bytes that all living threads allocate meanwhile. */
    static long during(Runnable work) {
        // What asking takes depends on how many threads there are.
        long asking = -soFar() + soFar();
        long before = soFar();
        work.run();
        return soFar() - before - asking;
    }

    private static long soFar() {
        long sum = 0;
        for (long bytes : THREADS.getThreadAllocatedBytes(THREADS.getAllThreadIds())) {
            sum += Math.max(0, bytes);
        }
        return sum;
    }

    /** Readies the recorder: its first start lets compiled code go, so it comes before the warm-up. */
    static Recording prepare() {
        Recording recording = new Recording();
        recording.start();
        return recording;
    }

    /**
     * Prints what a step allocates, as Markdown: by class, and by the three innermost places of our own code. Every
     * allocation is seen only with {@code -XX:-UseTLAB}; without it a sample.
     */
    static void print(int steps, Runnable step, PrintStream out) throws IOException {
        Path file = Files.createTempFile("tern", ".jfr");
        try (Recording recording = new Recording()) {
            recording.enable("jdk.ObjectAllocationOutsideTLAB").withStackTrace();
            recording.enable("jdk.ObjectAllocationInNewTLAB").withStackTrace();
            recording.start();
            for (int i = 0; i < steps; i++) {
                step.run();
            }
            recording.stop();
            recording.dump(file);
            Map<String, Site> byClass = new HashMap<>();
            Map<String, Site> byPlace = new HashMap<>();
            read(file, byClass, byPlace);
            print("class", byClass, steps, out);
            print("place", byPlace, steps, out);
        } finally {
            Files.delete(file);
        }
    }

    private static void print(String name, Map<String, Site> sites, int steps, PrintStream out) {
        out.println("| bytes a step | objects | " + name + " |\n|---|---|---|");
        sites.entrySet().stream()
                .sorted((a, b) -> Long.compare(b.getValue().bytes, a.getValue().bytes))
                .limit(MOST_LINES)
                .forEach(site -> out.printf(
                        Locale.ROOT,
                        "| %d | %d | %s |%n",
                        Math.round((double) site.getValue().bytes / steps),
                        Math.round((double) site.getValue().objects / steps),
                        site.getKey()));
        out.println();
    }

    private static void read(Path file, Map<String, Site> byClass, Map<String, Site> byPlace) throws IOException {
        try (RecordingFile events = new RecordingFile(file)) {
            while (events.hasMoreEvents()) {
                RecordedEvent event = events.readEvent();
                String where = where(event.getStackTrace());
                if (!where.isEmpty()) {
                    String type = event.getClass("objectClass").getName();
                    String kind = type.contains("$$Lambda") ? "closures" : shorter(type);
                    for (Site site : List.of(
                            byClass.computeIfAbsent(kind, key -> new Site()),
                            byPlace.computeIfAbsent(kind + " of " + where, key -> new Site()))) {
                        site.bytes += event.getLong("allocationSize");
                        site.objects++;
                    }
                }
            }
        }
    }

    private static String where(RecordedStackTrace trace) {
        List<String> places = trace == null
                ? List.of()
                : trace.getFrames().stream()
                        .filter(RecordedFrame::isJavaFrame)
                        .map(RecordedFrame::getMethod)
                        .map(method -> method.getType().getName() + "." + method.getName())
                        .filter(name -> name.startsWith(OURS) && !name.startsWith(OURS + "bench"))
                        .filter(name -> !name.contains("$$Lambda"))
                        .limit(3)
                        .map(Allocations::shorter)
                        .toList();
        return String.join(", from ", places);
    }

    private static String shorter(String name) {
        String plain = name.startsWith("[L") ? name.substring(2, name.length() - 1) + "[]" : name;
        return plain.startsWith(OURS) ? plain.substring(OURS.length()) : plain;
    }
}
