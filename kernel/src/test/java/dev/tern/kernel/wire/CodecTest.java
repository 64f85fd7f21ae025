package dev.tern.kernel.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CodecTest {
    private final Connection connection =
            new Connection("tcp", "127.0.0.1", 1, 2, 3, 4, 5, "secret", "hmac-sha256", "");
    private final Codec sender = new Codec(connection, "me");
    private final Codec receiver = new Codec(connection, "you");

    @Test
    void whatIsEncodedIsDecodedUnchanged() throws Exception {
        JsonObject content = new JsonObject();
        content.addProperty("code", "\u00e4 \ud83d\ude00 <b>&");
        content.add("nothing", com.google.gson.JsonNull.INSTANCE);
        Message sent = sender.request("execute_request", content);
        Message got = receiver.decode(sender.encode(sent));
        assertThat(got.header()).isEqualTo(sent.header());
        assertThat(got.content()).isEqualTo(content);
        assertThat(got.type()).isEqualTo("execute_request");
    }

    @Test
    void aReplyGoesBackWithItsParentToWhoAsked() throws Exception {
        List<byte[]> frames = new ArrayList<>(sender.encode(sender.request("x", new JsonObject())));
        frames.add(0, "client".getBytes(StandardCharsets.UTF_8));
        Message request = receiver.decode(frames);
        Message reply = receiver.reply(request, "y", new JsonObject());
        assertThat(reply.identities()).isEqualTo(request.identities());
        assertThat(reply.parentId()).isEqualTo(request.id());
    }

    @Test
    void theSignatureIsThatOfRfc4231() {
        // Test case 2 of RFC 4231: key "Jefe", data "what do ya want for nothing?".
        byte[] signature = new Signature("Jefe")
                .of(List.of(
                        "what do ya want ".getBytes(StandardCharsets.UTF_8),
                        "for nothing?".getBytes(StandardCharsets.UTF_8)));
        assertThat(new String(signature, StandardCharsets.US_ASCII))
                .isEqualTo("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    }

    @Test
    void everyChangedBitIsRefused() {
        List<byte[]> frames = sender.encode(sender.request("execute_request", new JsonObject()));
        for (int frame = 1; frame < frames.size(); frame++) {
            for (int i = 0; i < frames.get(frame).length; i++) {
                List<byte[]> forged = new ArrayList<>();
                frames.forEach(each -> forged.add(each.clone()));
                forged.get(frame)[i] ^= 1;
                assertThatThrownBy(() -> receiver.decode(forged)).isInstanceOf(MalformedMessageException.class);
            }
        }
    }

    @Test
    void aMessageIsTakenOnce() throws Exception {
        List<byte[]> frames = sender.encode(sender.request("execute_request", new JsonObject()));
        receiver.decode(frames);
        assertThatThrownBy(() -> receiver.decode(frames))
                .isInstanceOf(MalformedMessageException.class)
                .hasMessageContaining("before");
    }

    @Test
    void everyTruncationIsRefused() {
        List<byte[]> frames = sender.encode(sender.request("execute_request", new JsonObject()));
        for (int length = 0; length < frames.size(); length++) {
            List<byte[]> cut = frames.subList(0, length);
            assertThatThrownBy(() -> receiver.decode(cut)).isInstanceOf(MalformedMessageException.class);
        }
    }

    @Test
    void withoutAKeyOnlyTheFormIsChecked() throws Exception {
        Codec open = new Codec(new Connection("tcp", "127.0.0.1", 1, 2, 3, 4, 5, "", "hmac-sha256", ""), "me");
        List<byte[]> frames = open.encode(open.request("x", new JsonObject()));
        assertThat(frames.get(1)).isEmpty();
        assertThat(open.decode(frames).type()).isEqualTo("x");
        for (String wrong : List.of("", "[]", "{", "\"text\"", "[".repeat(100_000))) {
            List<byte[]> broken = new ArrayList<>(frames);
            broken.set(5, wrong.getBytes(StandardCharsets.UTF_8));
            assertThatThrownBy(() -> open.decode(broken)).isInstanceOf(MalformedMessageException.class);
        }
    }

    @Test
    void aConnectionFileIsReadAsItWasWritten(@TempDir Path folder) throws Exception {
        Connection free = Connection.onFreePorts("tern");
        Path file = folder.resolve("connection.json");
        free.write(file);
        assertThat(Connection.read(file)).isEqualTo(free);
        Files.writeString(file, "{\"shell_port\": 1}");
        assertThatThrownBy(() -> Connection.read(file))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("connection.json")
                .hasMessageContaining("iopub_port");
    }
}
