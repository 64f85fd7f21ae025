package dev.tern.kernel.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** What a process holds, as Linux tells it. */
final class Resources {
    private Resources() {}

    /** Skips the test where there is no such knowledge. */
    static void assumeLinux() {
        assumeTrue(Files.isDirectory(Path.of("/proc/self/fd")), "open files can be counted on Linux only");
    }

    static long threads(ProcessHandle process) throws IOException {
        return count(process, "task");
    }

    /** Open files, pipes and sockets. */
    static long descriptors(ProcessHandle process) throws IOException {
        return count(process, "fd");
    }

    /** Bytes on the heap that are still reachable, once finalizers have run. */
    static long liveBytes(ProcessHandle process) throws IOException, InterruptedException {
        jcmd(process, "GC.run");
        jcmd(process, "GC.run_finalization");
        String histogram = jcmd(process, "GC.class_histogram");
        String[] total =
                histogram.substring(histogram.lastIndexOf("Total")).strip().split("\\s+");
        return Long.parseLong(total[2]);
    }

    private static String jcmd(ProcessHandle process, String command) throws IOException, InterruptedException {
        Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
        Process asked = new ProcessBuilder(jcmd.toString(), Long.toString(process.pid()), command)
                .redirectErrorStream(true)
                .start();
        String said = new String(asked.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        asked.waitFor();
        return said;
    }

    /** Waits until a process is gone; one that only waits for its parent to take note counts as gone. */
    static void awaitEnd(ProcessHandle process, int seconds) throws InterruptedException {
        long end = System.nanoTime() + seconds * 1_000_000_000L;
        while (process.isAlive() && !isZombie(process)) {
            assertThat(System.nanoTime())
                    .as("process %s still runs after %d s", process.info(), seconds)
                    .isLessThan(end);
            Thread.sleep(5);
        }
    }

    private static boolean isZombie(ProcessHandle process) {
        try {
            String stat = Files.readString(Path.of("/proc", Long.toString(process.pid()), "stat"));
            return stat.substring(stat.lastIndexOf(')')).startsWith(") Z");
        } catch (IOException gone) {
            return false;
        }
    }

    private static long count(ProcessHandle process, String what) throws IOException {
        try (Stream<Path> entries = Files.list(Path.of("/proc", Long.toString(process.pid()), what))) {
            return entries.count();
        }
    }
}
