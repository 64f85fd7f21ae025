package dev.tern.quant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PackingTest {
    private final Random random = new Random(2);

    @Test
    void unpackingIsTheInverseOfPacking() {
        for (int bits = 1; bits <= 8; bits++) {
            int lowest = -(1 << (bits - 1));
            for (int count = 0; count < 40; count++) {
                byte[] codes = new byte[count];
                for (int i = 0; i < count; i++) {
                    codes[i] = (byte) (bits == 1 ? 2 * random.nextInt(2) - 1 : lowest + random.nextInt(1 << bits));
                }
                byte[] packed = Packing.pack(codes, bits);
                assertThat(packed).hasSize((count * bits + 7) / 8);
                assertThat(Packing.unpack(packed, count, bits)).isEqualTo(codes);
                for (int first = 0; first < count; first++) {
                    byte[] some = new byte[count - first];
                    Packing.unpack(packed, first, bits, some, some.length);
                    assertThat(some).isEqualTo(Arrays.copyOfRange(codes, first, count));
                }
            }
        }
    }

    @Test
    void fiveTernaryCodesTakeOneByte() {
        for (int count = 0; count < 40; count++) {
            byte[] codes = new byte[count];
            for (int i = 0; i < count; i++) {
                codes[i] = (byte) (random.nextInt(3) - 1);
            }
            byte[] packed = Packing.packBase3(codes);
            assertThat(packed).hasSize((count + 4) / 5);
            assertThat(Packing.unpackBase3(packed, count)).isEqualTo(codes);
        }
    }

    @Test
    void codesThatDoNotFitAreRefused() {
        assertThatThrownBy(() -> Packing.pack(new byte[] {0, 2}, 2)).hasMessageContaining("Code 2 at 1");
        assertThatThrownBy(() -> Packing.packBase3(new byte[] {-2})).hasMessageContaining("not ternary");
        assertThatThrownBy(() -> Packing.pack(new byte[1], 9)).hasMessageContaining("1 to 8");
        assertThatThrownBy(() -> Packing.pack(new byte[] {1, -1, 0}, 1)).hasMessageContaining("Code 0 at 2");
        assertThatThrownBy(() -> Packing.pack(new byte[] {4}, 3)).hasMessageContaining("-4 to 3");
        assertThatThrownBy(() -> Packing.unpack(new byte[3], 4, 2)).hasMessageContaining("3 bytes do not hold 4 codes");
    }
}
