package dev.tern.kernel.debug;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

class Murmur2Test {
    @Test
    void isWhatAScriptOfAPageComputes() {
        Random random = new Random(7);
        for (int length = 0; length < 200; length++) {
            StringBuilder text = new StringBuilder();
            for (int i = 0; i < length; i++) {
                text.appendCodePoint(random.nextInt(8) == 0 ? 0x1f600 + random.nextInt(50) : 10 + random.nextInt(300));
            }
            for (int seed : new int[] {0, CellSources.SEED, -1, 17}) {
                assertThat(Murmur2.hash(text.toString(), seed)).isEqualTo(asInJavaScript(text.toString(), seed));
            }
        }
    }

    /** Multiplication in two halves, because a number of JavaScript holds no product of 32-bit numbers. */
    private static long asInJavaScript(String text, int seed) {
        byte[] data = text.getBytes(StandardCharsets.UTF_8);
        int left = data.length;
        int h = seed ^ left;
        int i = 0;
        while (left >= 4) {
            int k = 0;
            for (int b = 0; b < 4; b++) {
                k |= (data[i++] & 0xff) << 8 * b;
            }
            k = times(k);
            k ^= k >>> 24;
            h = times(h) ^ times(k);
            left -= 4;
        }
        if (left == 3) {
            h ^= (data[i + 2] & 0xff) << 16;
        }
        if (left >= 2) {
            h ^= (data[i + 1] & 0xff) << 8;
        }
        if (left >= 1) {
            h = times(h ^ data[i] & 0xff);
        }
        h = times(h ^ h >>> 13);
        return (h ^ h >>> 15) & 0xffffffffL;
    }

    private static int times(int value) {
        double m = 0x5bd1e995;
        double low = (value & 0xffff) * m;
        double high = (value >>> 16) * m;
        return (int) (long) (low + ((((long) high & 0xffff) << 16)));
    }
}
