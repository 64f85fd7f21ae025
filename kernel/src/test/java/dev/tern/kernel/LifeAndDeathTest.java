package dev.tern.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import dev.tern.kernel.KernelFixture.Answer;
import dev.tern.kernel.wire.Message;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A worker may die in any way; the kernel says so, keeps what it can, and leaves nothing behind itself. */
@Timeout(value = 90, unit = TimeUnit.SECONDS)
class LifeAndDeathTest {
    @Test
    void aDeadWorkerIsReplacedAndItsVariablesNamed() throws Exception {
        try (KernelFixture kernel = new KernelFixture()) {
            kernel.run(
                    "import java.util.concurrent.atomic.AtomicInteger;\nint twice(int x) { return 2 * x; }\nclass Point { }");
            kernel.run("var lostOne = 1; var lostTwo = new Point();");

            Answer exit = kernel.run("System.exit(3);");
            assertThat(exit.reply().text("ename", "")).isEqualTo("WorkerDied");
            assertThat(exit.reply().text("evalue", "")).contains("exit code 3", "lostOne", "lostTwo");
            assertThat(kernel.run("new AtomicInteger(twice(21)).get()").value()).isEqualTo("42");
            assertThat(kernel.run("new Point() != null").value()).isEqualTo("true");
            assertThat(kernel.run("lostOne").status()).isEqualTo("error");

            kernel.run("var lostThree = 3;");
            List<ProcessHandle> workers = kernel.process.children().toList();
            assertThat(workers).hasSize(1);
            workers.get(0).destroyForcibly();
            workers.get(0).onExit().get(10, TimeUnit.SECONDS);
            Answer next = kernel.run("twice(4)");
            assertThat(next.value()).isEqualTo("8");
            assertThat(next.stream("stderr")).contains("killed", "lostThree");
            assertThat(kernel.process.children().count()).isEqualTo(1);
        }
    }

    @Test
    void errorsOfTheMachineAreOrdinaryErrors() throws Exception {
        try (KernelFixture kernel = new KernelFixture()) {
            kernel.run("int kept = 1;\nint deep(int n) { return deep(n + 1) + 1; }");
            Answer overflow = kernel.run("deep(0)");
            assertThat(overflow.reply().text("ename", "")).isEqualTo("java.lang.StackOverflowError");
            assertThat(overflow.traceback().lines().count()).isLessThan(50);
            assertThat(kernel.run("new long[Integer.MAX_VALUE - 1][Integer.MAX_VALUE - 1]")
                            .reply()
                            .text("ename", ""))
                    .isEqualTo("java.lang.OutOfMemoryError");
            assertThat(kernel.run("kept").value()).isEqualTo("1");
        }
    }

    @Test
    void shutdownAnswersAndLeavesNoProcess() throws Exception {
        try (KernelFixture kernel = new KernelFixture()) {
            kernel.run("1");
            List<ProcessHandle> workers = kernel.process.descendants().toList();
            JsonObject request = new JsonObject();
            request.addProperty("restart", true);
            Answer answer = kernel.await(kernel.client.control("shutdown_request", request));
            assertThat(answer.status()).isEqualTo("ok");
            assertThat(answer.reply().bool("restart", false)).isTrue();
            assertThat(kernel.process.waitFor(5, TimeUnit.SECONDS)).isTrue();
            assertThat(kernel.process.exitValue()).isZero();
            for (ProcessHandle worker : workers) {
                worker.onExit().get(5, TimeUnit.SECONDS);
            }
        }
    }

    @Test
    void aWorkerEndsWithItsFront() throws Exception {
        try (KernelFixture kernel = new KernelFixture()) {
            kernel.run("1");
            List<ProcessHandle> workers = kernel.process.descendants().toList();
            assertThat(workers).isNotEmpty();
            kernel.process.destroyForcibly();
            for (ProcessHandle worker : workers) {
                worker.onExit().get(5, TimeUnit.SECONDS);
            }
        }
    }

    @Test
    void aCallThatCannotBeStoppedIsOfferedToBeKilled() throws Exception {
        try (KernelFixture kernel = new KernelFixture()) {
            Message cell = kernel.start(
                    "{ System.out.println(\"started\"); Stream.iterate(1, UnaryOperator.identity()).filter(Objects::isNull).findFirst(); }");
            assertThat(nextOutput(kernel)).isEqualTo("started\n");
            kernel.client.control("interrupt_request", new JsonObject());
            assertThat(nextOutput(kernel)).contains("Interrupt again");
            kernel.client.control("interrupt_request", new JsonObject());
            assertThat(kernel.await(cell).reply().text("ename", "")).isEqualTo("WorkerDied");
            assertThat(kernel.run("1 + 1").value()).isEqualTo("2");
        }
    }

    @Test
    void aWorkerHasItsOwnClassPathAndFlags() throws Exception {
        Path folder = Files.createTempDirectory("classes");
        Files.createFile(folder.resolve("marker.txt"));
        try (KernelFixture kernel =
                new KernelFixture("-Dtern.worker.classpath=" + folder, "-Dtern.worker.flags=-Dcolour=green -Xmx300m")) {
            assertThat(kernel.run("ClassLoader.getSystemResource(\"marker.txt\") != null")
                            .value())
                    .isEqualTo("true");
            assertThat(kernel.run("System.getProperty(\"colour\")").value()).isEqualTo("green");
            assertThat(kernel.run("new com.google.gson.Gson()").reply().text("ename", ""))
                    .isEqualTo("CompileError");
            assertThat(kernel.run("display(1)").status()).isEqualTo("ok");
        }
    }

    private static String nextOutput(KernelFixture kernel) throws InterruptedException {
        Message next = KernelFixture.next(kernel.broadcasts, "output");
        while (!next.type().equals("stream")) {
            next = KernelFixture.next(kernel.broadcasts, "output");
        }
        return next.text("text", "");
    }
}
