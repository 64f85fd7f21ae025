package dev.tern.kernel.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Workers die in every way, again and again, and nothing of them stays. How often may be set with
 * {@code -Dtern.deaths=N}.
 */
@Timeout(value = 2, unit = TimeUnit.HOURS)
class DeathsTest {
    private static final int DEATHS = Integer.getInteger("tern.deaths", 15);
    private static final int WARM = 6;
    private static final long GROWTH = 16L << 20;

    @Test
    void deadWorkersLeaveNothingBehind() throws Exception {
        Resources.assumeLinux();
        try (KernelProcess kernel = KernelProcess.start();
                RecordingClient client = new RecordingClient(kernel.connection)) {
            client.run("int two() { return 2; }");
            long threads = 0;
            long descriptors = 0;
            long bytes = 0;
            Set<String> files = Set.of();
            Set<ProcessHandle> seen = new HashSet<>();
            for (int death = 0; death < DEATHS + WARM; death++) {
                if (death == WARM) {
                    bytes = Resources.liveBytes(kernel.front());
                    threads = Resources.threads(kernel.front());
                    descriptors = Resources.descriptors(kernel.front());
                    files = kernel.temporaryFiles();
                }
                client.run("int lost = " + death + ";");
                List<ProcessHandle> workers = kernel.workers();
                assertThat(workers).as("one worker").hasSize(1);
                assertThat(seen.add(workers.get(0)))
                        .as("a fresh one after %d deaths", death)
                        .isTrue();
                die(death, client, workers.get(0));
                Resources.awaitEnd(workers.get(0), 10);
                assertThat(client.run("two()").value()).isEqualTo("2");
                assertThat(client.run("lost").status()).isEqualTo("error");
                assertThat(client.faults()).isEmpty();
                client.forget();
            }
            assertThat(kernel.workers()).hasSize(1);
            assertThat(kernel.temporaryFiles()).isEqualTo(files);
            long grown = Resources.liveBytes(kernel.front()) - bytes;
            assertThat(Resources.threads(kernel.front())).isLessThanOrEqualTo(threads + 2);
            assertThat(Resources.descriptors(kernel.front())).isLessThanOrEqualTo(descriptors + 2);
            System.out.println(DEATHS + " deaths: heap of the front grew by " + (grown >> 10) + " KiB");
            assertThat(grown).isLessThan(GROWTH);
        }
    }

    private static void die(int death, RecordingClient client, ProcessHandle worker) {
        switch (death % 4) {
            case 0 ->
                assertThat(client.run("System.exit(3);").reply().text("ename")).isEqualTo("WorkerDied");
            case 1 ->
                assertThat(client.run("Runtime.getRuntime().halt(4);").reply().text("ename"))
                        .isEqualTo("WorkerDied");
            case 2 -> worker.destroyForcibly();
            default -> {
                RecordingClient.Sent cell = client.cell("System.out.println(\"on\"); while (true) { }");
                client.await(
                        each -> each.type().equals("stream") && each.parentId().equals(cell.id()), "output");
                worker.destroyForcibly();
                assertThat(client.answer(cell).reply().text("ename")).isEqualTo("WorkerDied");
            }
        }
    }
}
