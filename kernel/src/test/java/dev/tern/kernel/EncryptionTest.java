package dev.tern.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import dev.tern.kernel.wire.Client;
import dev.tern.kernel.wire.Connection;
import dev.tern.kernel.wire.CurveKeys;
import dev.tern.kernel.wire.Message;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.zeromq.SocketType;
import org.zeromq.ZContext;
import org.zeromq.ZMQ;

/** CurveZMQ keys from the connection file: with them a kernel works as ever, without them nobody is let in. */
class EncryptionTest {
    @TempDir
    Path folder;

    @Test
    void aFileKeepsItsKeysAndAKernelWithThemServesOnlyWhoHasThem() throws Exception {
        Connection plain = Connection.onFreePorts("encrypted");
        Connection encrypted = plain.encrypted(CurveKeys.generate());
        Path file = folder.resolve("connection.json");
        encrypted.write(file);
        assertThat(Connection.read(file)).isEqualTo(encrypted);

        Path log = folder.resolve("log.txt");
        Process kernel = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        KernelMain.class.getName(),
                        file.toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        BlockingQueue<Message> replies = new LinkedBlockingQueue<>();
        BlockingQueue<Message> broadcasts = new LinkedBlockingQueue<>();
        try (Client client = new Client(encrypted, listener(replies, broadcasts))) {
            Message welcome = broadcasts.poll(40, TimeUnit.SECONDS);
            assertThat(welcome).isNotNull();
            assertThat(welcome.type()).isEqualTo("iopub_welcome");
            Message cell = client.shell("execute_request", KernelFixture.cell("6 * 7"));
            Message reply = replies.poll(40, TimeUnit.SECONDS);
            assertThat(reply).isNotNull();
            assertThat(reply.parentId()).isEqualTo(cell.id());
            assertThat(reply.text("status", "")).isEqualTo("ok");
            // A client of Jupyter makes keys of its own for the heartbeat.
            assertThat(beat(encrypted)).isEqualTo("beat");

            BlockingQueue<Message> none = new LinkedBlockingQueue<>();
            try (Client keyless = new Client(plain, listener(none, none));
                    Client stranger = new Client(plain.encrypted(CurveKeys.generate()), listener(none, none))) {
                keyless.shell("kernel_info_request", new JsonObject());
                stranger.shell("kernel_info_request", new JsonObject());
                long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
                while (!Files.readString(log).contains("a client without the right keys was refused")) {
                    assertThat(System.nanoTime()).as("the refusal is logged").isLessThan(end);
                    Thread.sleep(50);
                }
                assertThat(none).isEmpty();
            }
            client.control("shutdown_request", new JsonObject());
            assertThat(kernel.waitFor(20, TimeUnit.SECONDS)).isTrue();
        } finally {
            kernel.descendants().forEach(ProcessHandle::destroyForcibly);
            kernel.destroyForcibly().waitFor();
        }
    }

    @Test
    void keysThatCannotWorkAreToldOfInOneSentence() throws Exception {
        CurveKeys keys = CurveKeys.generate();
        assertThat(keys.toString()).doesNotContain(keys.secretKey());
        assertThatThrownBy(() -> new CurveKeys("short", keys.secretKey()))
                .hasMessageContaining("curve_publickey")
                .hasMessageContaining("40 characters of Z85");
        assertThatThrownBy(() -> new CurveKeys(CurveKeys.generate().publicKey(), keys.secretKey()))
                .hasMessageContaining("not the public key of curve_secretkey");
        Path file = folder.resolve("half.json");
        Connection.onFreePorts("half").encrypted(keys).write(file);
        Files.writeString(
                file,
                Files.readString(file)
                        .replaceFirst("\"curve_secretkey\":\"[^\"]*\",?", "")
                        .replace(",}", "}"));
        assertThatThrownBy(() -> Connection.read(file))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("half.json")
                .hasMessageContaining("\"curve_secretkey\" is missing");
    }

    private static String beat(Connection connection) {
        try (ZContext context = new ZContext()) {
            ZMQ.Socket socket = context.createSocket(SocketType.REQ);
            ZMQ.Curve.KeyPair own = ZMQ.Curve.generateKeyPair();
            socket.setCurvePublicKey(own.publicKey.getBytes(StandardCharsets.US_ASCII));
            socket.setCurveSecretKey(own.secretKey.getBytes(StandardCharsets.US_ASCII));
            socket.setCurveServerKey(
                    connection.curve().orElseThrow().publicKey().getBytes(StandardCharsets.US_ASCII));
            socket.setReceiveTimeOut(10_000);
            socket.setHandshakeIvl(500);
            socket.connect(connection.address(connection.heartbeatPort()));
            socket.send("beat");
            return socket.recvStr();
        }
    }

    private static Client.Listener listener(BlockingQueue<Message> replies, BlockingQueue<Message> broadcasts) {
        return new Client.Listener() {
            @Override
            public void reply(Message message) {
                replies.add(message);
            }

            @Override
            public void broadcast(Message message) {
                broadcasts.add(message);
            }

            @Override
            public void inputRequest(Message message) {
                // Nothing asks.
            }
        };
    }
}
