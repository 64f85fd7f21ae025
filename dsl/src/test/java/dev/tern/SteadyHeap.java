package dev.tern;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** What a step allocates on the heap once it has been run before, all threads together. */
public final class SteadyHeap {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final int RUNS = 100;

    private SteadyHeap() {}

    /**
     * The least bytes of many runs, up to the first that takes none: now and then a thread comes late, something is used
     * for the first time, or the JVM itself needs something.
     */
    public static long least(Runnable step) {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < RUNS && least != 0; i++) {
            // What asking takes depends on how many threads there are.
            long asking = -allocated() + allocated();
            long before = allocated();
            step.run();
            long bytes = allocated() - before - asking;
            if (bytes >= 0) { // A thread that ended has taken its count along.
                least = Math.min(least, bytes);
            }
        }
        return least;
    }

    private static long allocated() {
        long sum = 0;
        for (long bytes : THREADS.getThreadAllocatedBytes(THREADS.getAllThreadIds())) {
            sum += Math.max(0, bytes);
        }
        return sum;
    }

    /**
     * What a program prints in a process of its own, on plain loops and without escape analysis, so that what the compiler
     * has done so far changes no count.
     */
    public static List<String> linesOf(Class<?> program) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:-DoEscapeAnalysis",
                        "-cp",
                        System.getProperty("java.class.path"),
                        program.getName())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).isZero();
        return output.lines().toList();
    }
}
