package dev.tern.kernel.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tern.kernel.conformance.Heard.Channel;
import dev.tern.kernel.conformance.RecordingClient.Sent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A kernel starts always and ends always, whichever way, and takes its worker with it. How many starts may be set
 * with {@code -Dtern.starts=N}.
 */
@Timeout(value = 1, unit = TimeUnit.HOURS)
class LifeTest {
    private static final int STARTS = Integer.getInteger("tern.starts", 3);
    private static final int SECONDS = 10;

    /** What a kernel is doing when its end comes. */
    enum Doing {
        STARTING,
        NOTHING,
        COUNTING,
        ASKING;

        void begin(RecordingClient client) {
            switch (this) {
                case STARTING -> {}
                case NOTHING -> client.run("1");
                case COUNTING -> {
                    Sent cell = client.cell("System.out.println(\"on\"); while (true) { }");
                    client.await(
                            each -> each.type().equals("stream")
                                    && each.parentId().equals(cell.id()),
                            "output");
                }
                case ASKING -> {
                    client.cell("System.in.read()");
                    client.await(each -> each.channel() == Channel.STDIN, "question");
                }
            }
        }
    }

    @Test
    void shutdownIsAnsweredOnBothChannels() throws Exception {
        for (Channel channel : List.of(Channel.CONTROL, Channel.SHELL)) {
            try (KernelProcess other = KernelProcess.start();
                    RecordingClient visitor = new RecordingClient(other.connection)) {
                String restart = channel == Channel.CONTROL ? "true" : "false";
                Answer answer = visitor.ask(channel, "shutdown_request", "{'restart': " + restart + "}");
                assertThat(answer.status()).isEqualTo("ok");
                assertThat(answer.reply().text("restart")).isEqualTo(restart);
                assertThat(other.process.waitFor(5, TimeUnit.SECONDS)).isTrue();
                assertThat(other.process.exitValue()).isZero();
                assertThat(visitor.faults()).isEmpty();
            }
        }
    }

    @Test
    void everyStartAnswersAndEveryShutdownEnds() throws Exception {
        List<Long> ends = new ArrayList<>();
        for (int start = 0; start < STARTS; start++) {
            try (KernelProcess kernel = KernelProcess.start();
                    RecordingClient client = new RecordingClient(kernel.connection)) {
                assertThat(client.ask(Channel.SHELL, "kernel_info_request", "{}")
                                .status())
                        .isEqualTo("ok");
                assertThat(client.run("1 + 1").value()).isEqualTo("2");
                List<ProcessHandle> all = family(kernel);
                assertThat(all).as("front and worker").hasSize(2);
                long begin = System.nanoTime();
                assertThat(client.ask(Channel.CONTROL, "shutdown_request", "{'restart': false}")
                                .status())
                        .isEqualTo("ok");
                areGone(all);
                ends.add((System.nanoTime() - begin) / 1_000_000);
                assertThat(kernel.process.waitFor()).isZero();
                assertThat(kernel.temporaryFiles())
                        .as("left behind: %s", kernel.temporaryFiles())
                        .hasSize(1);
                assertThat(client.faults()).isEmpty();
            }
        }
        ends.sort(null);
        System.out.println(STARTS + " starts; from shutdown_request to the end of both processes: median "
                + ends.get(STARTS / 2) + " ms, most " + ends.get(STARTS - 1) + " ms");
    }

    @ParameterizedTest
    @EnumSource
    void sigtermEndsBothProcesses(Doing doing) throws Exception {
        assumeTrue(ProcessHandle.current().supportsNormalTermination(), "this system has no SIGTERM");
        try (KernelProcess kernel = KernelProcess.start();
                RecordingClient client = new RecordingClient(kernel.connection)) {
            doing.begin(client);
            List<ProcessHandle> all = family(kernel);
            kernel.front().destroy();
            areGone(all);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aKilledFrontTakesItsWorkerWithIt(Doing doing) throws Exception {
        try (KernelProcess kernel = KernelProcess.start();
                RecordingClient client = new RecordingClient(kernel.connection)) {
            doing.begin(client);
            List<ProcessHandle> all = family(kernel);
            kernel.front().destroyForcibly();
            areGone(all);
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "STARTING")
    void aKilledParentLeavesNoOrphan(Doing doing) throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/bin/sh")), "needs a shell as parent");
        try (KernelProcess kernel = KernelProcess.underShell();
                RecordingClient client = new RecordingClient(kernel.connection)) {
            doing.begin(client);
            List<ProcessHandle> all = family(kernel);
            kernel.process.destroyForcibly();
            areGone(all);
        }
    }

    @Test
    void aParentWhoseDeathNobodyNotesLeavesNoOrphan() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/bin/sh")), "needs a shell as parent");
        try (KernelProcess kernel = KernelProcess.underForgottenShell();
                RecordingClient client = new RecordingClient(kernel.connection)) {
            client.run("1");
            List<ProcessHandle> all = family(kernel);
            kernel.front().parent().orElseThrow().destroyForcibly();
            areGone(all);
        }
    }

    private static List<ProcessHandle> family(KernelProcess kernel) {
        List<ProcessHandle> all = new ArrayList<>();
        all.add(kernel.front());
        all.addAll(kernel.front().descendants().toList());
        return all;
    }

    private static void areGone(List<ProcessHandle> processes) throws InterruptedException {
        for (ProcessHandle each : processes) {
            Resources.awaitEnd(each, SECONDS);
        }
    }
}
