package dev.tern.integer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;

/** The native products of attention are the plain ones, and these are what their formula says. */
class ProductOfHeadsTest {
    private final Random random = new Random(4);

    private byte[] bytes(int n) {
        byte[] bytes = new byte[n];
        random.nextBytes(bytes);
        for (int i = 0; i < n / 3; i++) {
            bytes[i] = (byte) (random.nextBoolean() ? 255 : 0);
        }
        return bytes;
    }

    private ProductOfHeads.Measures measures(int trial) {
        return new ProductOfHeads.Measures(
                1 + random.nextInt(4),
                1 + random.nextInt(20),
                1 + random.nextInt(trial % 9 == 0 ? 600 : 40),
                1 + random.nextInt(70));
    }

    private int zero() {
        return random.nextInt(4) == 0 ? 128 : random.nextInt(256);
    }

    @Test
    void nativeIsPlainAndPlainIsTheFormula() {
        HeadProducts library = HeadProducts.ifUsable();
        for (int trial = 0; trial < 150; trial++) {
            ProductOfHeads.Measures m = measures(trial);
            int inner = m.heads() * m.width();
            int at = random.nextInt(9);
            var queries = new ProductOfHeads.Codes(bytes(at + m.rows() * inner), at, inner, m.width(), zero());
            var keys = new ProductOfHeads.Codes(bytes(at + m.time() * inner), at, inner, m.width(), zero());
            int apart = m.rows() * m.time();
            int[] scores = scores(new PlainHeads(), queries, keys, m);
            var weights = new ProductOfHeads.Codes(bytes(at + m.heads() * apart), at, m.time(), apart, zero() / 2);
            int[] context = new int[3 + m.rows() * inner];
            new PlainHeads().context(weights, keys, m, context, 3);
            for (int probe = 0; probe < 20; probe++) {
                int h = random.nextInt(m.heads());
                int i = random.nextInt(m.rows());
                int j = random.nextInt(m.time());
                int c = random.nextInt(m.width());
                int score = 0;
                for (int d = 0; d < m.width(); d++) {
                    score += code(queries, h, i, d) * code(keys, h, j, d);
                }
                assertThat(scores[(h * m.rows() + i) * m.time() + j]).isEqualTo(score);
                int sum = 0;
                for (int k = 0; k < m.time(); k++) {
                    sum += code(weights, h, i, k) * code(keys, h, k, c);
                }
                assertThat(context[3 + i * inner + h * m.width() + c]).isEqualTo(sum);
            }
            if (library != null) {
                assertThat(scores(library, queries, keys, m)).isEqualTo(scores);
                int[] otherContext = new int[context.length];
                library.context(weights, keys, m, otherContext, 3);
                assertThat(otherContext).isEqualTo(context);
            }
        }
        assumeTrue(library != null, "this processor has no byte products: only the plain ones were tried");
    }

    private static int[] scores(
            ProductOfHeads kernel, ProductOfHeads.Codes queries, ProductOfHeads.Codes keys, ProductOfHeads.Measures m) {
        int apart = m.rows() * m.time();
        int[] head = new int[apart];
        int[] all = new int[m.heads() * apart];
        kernel.scores(queries, keys, m, head, h -> System.arraycopy(head, 0, all, h * apart, apart));
        return all;
    }

    private static int code(ProductOfHeads.Codes codes, int head, int row, int column) {
        int at = codes.at() + head * codes.apart() + row * codes.stride() + column;
        return (codes.codes()[at] & 0xFF) - codes.zero();
    }
}
