package dev.tern.kernel.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ServerSocket;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.RepeatedTest;

class WorkerProcessTest {
    /** Seven of eight ports are spared, so that a choice that does not look would be caught soon. */
    @RepeatedTest(20)
    void aWorkerIsNotMetOnAPortThatIsSpared() throws IOException {
        Set<Integer> spared = IntStream.range(1, 1 << 16)
                .filter(port -> port % 16 > 1)
                .boxed()
                .collect(Collectors.toSet());
        try (ServerSocket server = WorkerProcess.listen(spared)) {
            assertThat(spared).doesNotContain(server.getLocalPort());
            assertThat(server.getInetAddress().isLoopbackAddress()).isTrue();
        }
    }
}
