package dev.tern.kernel.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

class SignatureTest {
    private final Random random = new Random(7);

    /** Keys shorter, as long as and longer than a block of the hash; no frames, empty ones, and more than a block. */
    @Test
    void isThatOfThePlatform() throws Exception {
        for (int length = 1; length <= 200; length++) {
            String key = text(length);
            List<byte[]> frames = new ArrayList<>();
            for (int i = random.nextInt(5); i > 0; i--) {
                byte[] frame = new byte[random.nextInt(150)];
                random.nextBytes(frame);
                frames.add(frame);
            }
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            frames.forEach(mac::update);
            String expected = HexFormat.of().formatHex(mac.doFinal());
            Signature signature = new Signature(key);
            assertThat(signature.of(frames)).asString().isEqualTo(expected);
            assertThat(signature.verify(expected.getBytes(StandardCharsets.US_ASCII), frames))
                    .isTrue();
            assertThat(new Signature(key + "x").verify(expected.getBytes(StandardCharsets.US_ASCII), frames))
                    .isFalse();
        }
    }

    @Test
    void withoutAKeyNothingIsSigned() {
        assertThat(new Signature("").of(List.of(new byte[3]))).isEmpty();
        assertThat(new Signature("").isOn()).isFalse();
        assertThat(new Signature("").verify(new byte[] {1}, List.of())).isTrue();
    }

    /** Of characters of one to three bytes. */
    private String text(int length) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < length; i++) {
            text.append((char) (1 + random.nextInt(random.nextBoolean() ? 0x7e : 0xd000)));
        }
        return text.toString();
    }
}
