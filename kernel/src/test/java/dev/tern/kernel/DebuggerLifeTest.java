package dev.tern.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tern.kernel.wire.Message;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The debugger is switched on and off, the worker dies, and nothing is left behind. */
class DebuggerLifeTest {
    /** How often it is switched on and off; issue notes were made with 100. */
    private static final int ROUNDS = Integer.getInteger("tern.debug.rounds", 10);

    @Test
    void whatIsLostIsSaidBeforeAndTheRestComesBack() throws IOException, InterruptedException {
        try (DebugFixture debug = new DebugFixture()) {
            assertThat(debug.kernel
                            .shell("kernel_info_request", new com.google.gson.JsonObject())
                            .reply()
                            .content()
                            .getAsJsonArray("supported_features")
                            .toString())
                    .contains("debugger");
            Message last = debug.kernel.start("int lost = 1;\nint twice(int n) {\n    return 2 * n;\n}");
            debug.kernel.await(last);
            debug.start();
            Message said;
            do {
                said = KernelFixture.next(debug.kernel.broadcasts, "word of what is lost");
            } while (!said.type().equals("stream"));
            assertThat(said.parentId()).isEqualTo(last.id());
            assertThat(said.text("text", "")).contains("variables are lost: lost");
            assertThat(debug.kernel.run("twice(21)").value()).isEqualTo("42");
            assertThat(debug.kernel.run("lost").status()).isEqualTo("error");

            debug.kernel.run("int kept = 5;");
            debug.ask("disconnect", "{}");
            debug.start();
            assertThat(debug.kernel.run("kept").value())
                    .as("off and on again costs nothing")
                    .isEqualTo("5");
        }
    }

    @Test
    void theNextWorkerIsLookedIntoAsWell() throws IOException, InterruptedException {
        try (DebugFixture debug = new DebugFixture()) {
            debug.start();
            String code = "int x = 1;\nx++;\nx";
            debug.breakpoints(code, 2);
            assertThat(debug.kernel.run("System.exit(3)").status()).isEqualTo("error");
            Message running = debug.kernel.start(code);
            assertThat(debug.stop("breakpoint").get(0)).isEqualTo("cell [2]:2");
            debug.kernel.process.children().forEach(ProcessHandle::destroyForcibly);
            assertThat(debug.kernel.await(running).reply().text("ename", "")).isEqualTo("WorkerDied");
            assertThat(debug.ask("debugInfo", "{}").getAsJsonArray("stoppedThreads"))
                    .isEmpty();
            Message again = debug.kernel.start(code);
            assertThat(debug.stop("breakpoint").get(0)).isEqualTo("cell [3]:2");
            debug.go("continue");
            assertThat(debug.kernel.await(again).value()).isEqualTo("2");
        }
    }

    @Test
    void onAndOffLeavesNoProcessThreadOrSocket() throws IOException, InterruptedException {
        assumeTrue(Files.isDirectory(Path.of("/proc/self/fd")), "threads and files can be counted on Linux only");
        try (DebugFixture debug = new DebugFixture()) {
            round(debug);
            List<Long> before = settled(debug);
            for (int i = 0; i < ROUNDS; i++) {
                round(debug);
            }
            List<Long> after = settled(debug);
            assertThat(after.get(0)).as("processes").isEqualTo(before.get(0)).isEqualTo(1);
            assertThat(after.get(1)).as("threads").isLessThanOrEqualTo(before.get(1) + 1);
            assertThat(after.get(2)).as("open files and sockets").isLessThanOrEqualTo(before.get(2) + 1);
        }
    }

    private static void round(DebugFixture debug) throws InterruptedException {
        debug.start();
        String code = "int a = 1;\na + 1";
        debug.breakpoints(code, 2);
        Message running = debug.kernel.start(code);
        debug.stop("breakpoint");
        assertThat(debug.evaluate("a + 41")).isEqualTo("42");
        debug.go("continue");
        debug.kernel.await(running);
        debug.ask("disconnect", "{}");
        assertThat(debug.kernel.run("%reset").status()).isEqualTo("ok");
    }

    /** Processes, threads and open files of the front, once what ends by itself has ended. */
    private static List<Long> settled(DebugFixture debug) throws IOException, InterruptedException {
        debug.kernel.run("1 + 1");
        // Longer than an unused thread is kept.
        Thread.sleep(6000);
        Path front = Path.of("/proc", Long.toString(debug.kernel.process.pid()));
        return List.of(
                debug.kernel.process.children().count(), count(front.resolve("task")), count(front.resolve("fd")));
    }

    private static long count(Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.count();
        }
    }
}
