package dev.tern.kernel.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import dev.tern.kernel.conformance.Heard.Channel;
import dev.tern.kernel.conformance.RecordingClient.Sent;
import dev.tern.kernel.conformance.Specimen.Due;
import dev.tern.kernel.wire.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.zeromq.SocketType;
import org.zeromq.ZContext;
import org.zeromq.ZMQ;

/**
 * Broken messages on every channel: each batch of them changes nothing. The number and the seed may be set with
 * {@code -Dtern.fuzz=N} and {@code -Dtern.seed=N}.
 */
@Timeout(value = 300, unit = TimeUnit.SECONDS)
class FuzzTest {
    private static final int MESSAGES = Integer.getInteger("tern.fuzz", 10_000);
    private static final long SEED = Long.getLong("tern.seed", 20);
    private static final int BATCH = 500;
    private static final int WARM_BATCHES = 4;
    private static final long GROWTH = 24L << 20;

    /** What a process holds that it ought not to hold more and more of. */
    private record Held(long threads, long descriptors, long bytes) {
        static Held by(ProcessHandle process) throws Exception {
            return new Held(Resources.threads(process), Resources.descriptors(process), Resources.liveBytes(process));
        }
    }

    @Test
    void rubbishChangesNothing() throws Exception {
        Resources.assumeLinux();
        try (KernelProcess kernel = KernelProcess.start("-Xmx256m")) {
            try {
                rubbishChangesNothing(kernel);
            } catch (AssertionError failure) {
                throw kernel.explained(failure);
            }
        }
    }

    @Test
    void codeThatTheCompilerCannotBearCostsNoVariable() throws Exception {
        try (KernelProcess kernel = KernelProcess.start();
                RecordingClient client = new RecordingClient(kernel.connection)) {
            client.run("int kept = 42;");
            assertThat(client.run("1+".repeat(3000) + "1").value()).isEqualTo("3001");
            for (String nonsense : List.of("(".repeat(3000), "{".repeat(3000), "(".repeat(300_000))) {
                assertThat(client.run(nonsense).status()).isEqualTo("error");
                JsonObject question = new JsonObject();
                question.addProperty("code", nonsense);
                client.answer(client.send(Channel.SHELL, "complete_request", question));
                client.answer(client.send(Channel.SHELL, "is_complete_request", question));
                assertThat(client.run("kept").value()).isEqualTo("42");
            }
            assertThat(client.faults()).isEmpty();
        }
    }

    private static void rubbishChangesNothing(KernelProcess kernel) throws Exception {
        try (RecordingClient client = new RecordingClient(kernel.connection);
                ZContext context = new ZContext()) {
            Random random = new Random(SEED);
            Fuzzer fuzzer = new Fuzzer(SEED, client.signer());
            ZMQ.Socket heartbeat =
                    connect(context, SocketType.DEALER, kernel.connection, kernel.connection.heartbeatPort());
            ZMQ.Socket subscriber = connect(context, SocketType.XSUB, kernel.connection, kernel.connection.iopubPort());
            client.run("1");
            List<ProcessHandle> workers = kernel.workers();
            Held warm = Held.by(kernel.front());
            for (int batch = 0; batch * BATCH < MESSAGES; batch++) {
                List<Specimen> sent = new ArrayList<>();
                for (int i = 0; i < BATCH; i++) {
                    switch (random.nextInt(20)) {
                        case 0 -> send(heartbeat, fuzzer.noise());
                        case 1 -> send(subscriber, fuzzer.noise());
                        default -> {
                            Specimen next = fuzzer.next();
                            sent.add(next);
                            client.sendFrames(next.channel(), next.frames());
                        }
                    }
                }
                for (int port : ports(kernel.connection)) {
                    TcpNoise.sayTo(port, random);
                }
                whatIsDueHasCome(client, sent);
                everyChannelAnswers(client, kernel.connection);
                client.forget();
                if (batch == WARM_BATCHES) {
                    warm = Held.by(kernel.front());
                }
            }
            assertThat(kernel.workers()).as("the worker has not even noticed").isEqualTo(workers);
            assertThat(kernel.log()).doesNotContain("channel closed", "Exception in thread", "OutOfMemoryError");
            Held now = Held.by(kernel.front());
            assertThat(now.threads()).isLessThanOrEqualTo(warm.threads() + 2);
            assertThat(now.descriptors()).isLessThanOrEqualTo(warm.descriptors() + 4);
            assertThat(now.bytes()).isLessThan(warm.bytes() + GROWTH);
        }
    }

    private static void whatIsDueHasCome(RecordingClient client, List<Specimen> sent) {
        for (Specimen each : sent) {
            if (each.due() == Due.REPLY) {
                client.await(
                        heard -> heard.channel() == each.channel()
                                && heard.parentId().equals(each.id()),
                        "reply to " + each.kind());
                client.await(
                        heard -> heard.isIdle() && heard.parentId().equals(each.id()), "idle after " + each.kind());
            }
        }
        Map<String, Long> replies = client.heard().stream()
                .filter(heard -> heard.channel() != Channel.IOPUB)
                .collect(Collectors.groupingBy(Heard::parentId, Collectors.counting()));
        Map<Due, List<Specimen>> byDue = sent.stream().collect(Collectors.groupingBy(Specimen::due));
        Function<Due, List<Specimen>> with = due -> byDue.getOrDefault(due, List.of());
        assertThat(with.apply(Due.SILENCE))
                .filteredOn(each -> replies.containsKey(each.id()))
                .isEmpty();
        assertThat(with.apply(Due.REPLY))
                .filteredOn(each -> replies.getOrDefault(each.id(), 0L) != 1)
                .isEmpty();
        assertThat(client.faults()).isEmpty();
    }

    private static void everyChannelAnswers(RecordingClient client, Connection connection) {
        assertThat(client.run("1 + 1").value()).isEqualTo("2");
        assertThat(client.ask(Channel.CONTROL, "kernel_info_request", "{}").status())
                .isEqualTo("ok");
        Sent cell = client.cell("new Scanner(System.in).nextLine()");
        client.await(each -> each.channel() == Channel.STDIN && each.parentId().equals(cell.id()), "input request");
        client.send(Channel.STDIN, "input_reply", "{'value': 'typed'}");
        assertThat(client.answer(cell).value()).isEqualTo("typed");
        try (RecordingClient other = new RecordingClient(connection);
                ZContext context = new ZContext()) {
            assertThat(other.ask(Channel.SHELL, "kernel_info_request", "{}").status())
                    .isEqualTo("ok");
            ZMQ.Socket heart = connect(context, SocketType.REQ, connection, connection.heartbeatPort());
            heart.setReceiveTimeOut(RecordingClient.SECONDS * 1000);
            heart.send("beat");
            assertThat(heart.recvStr()).isEqualTo("beat");
        }
    }

    private static ZMQ.Socket connect(ZContext context, SocketType type, Connection connection, int port) {
        ZMQ.Socket socket = context.createSocket(type);
        socket.setHandshakeIvl(500);
        socket.setLinger(0);
        socket.connect(connection.address(port));
        return socket;
    }

    private static void send(ZMQ.Socket socket, List<byte[]> frames) {
        for (int i = 0; i < frames.size(); i++) {
            socket.send(frames.get(i), ZMQ.DONTWAIT | (i < frames.size() - 1 ? ZMQ.SNDMORE : 0));
        }
    }

    private static List<Integer> ports(Connection connection) {
        return List.of(
                connection.shellPort(),
                connection.controlPort(),
                connection.stdinPort(),
                connection.iopubPort(),
                connection.heartbeatPort());
    }
}
