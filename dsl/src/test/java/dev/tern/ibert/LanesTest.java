package dev.tern.ibert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tern.fixed.Constants;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The loops on vectors give the bits of the plain ones, at every length, at every place, at the ends of every range. */
class LanesTest {
    private static final int LONGEST = 130;

    private final Random random = new Random(3);

    @BeforeEach
    void onlyWithVectors() {
        assumeTrue(Lanes.PRESENT, "the Vector API is off, or vectors are short: only plain loops run here");
    }

    /** Numbers of every magnitude up to 2^bits, both ends among them. */
    private int[] numbers(int n, int bits) {
        int[] numbers = new int[n];
        for (int i = 0; i < n; i++) {
            int end = 1 << bits;
            int any = random.nextInt(2 * end) - end >> random.nextInt(bits + 1);
            numbers[i] = random.nextInt(8) > 0 ? any : random.nextBoolean() ? end : -end;
        }
        return numbers;
    }

    @Test
    void rescaling() {
        for (int trial = 0; trial < 4_000; trial++) {
            int highest = 1 + random.nextInt(trial % 2 == 0 ? 255 : FixedPoint.LARGEST);
            int ending = random.nextInt(16);
            Rescale rescale = new Rescale(
                    (1 << 15) + random.nextInt(1 << 15) >> ending << ending,
                    trial % 2 == 0 ? 12 + random.nextInt(30) : random.nextInt(60) - 11,
                    -random.nextInt(highest + 1),
                    highest);
            int n = random.nextInt(LONGEST);
            int from = random.nextInt(5);
            int at = random.nextInt(5);
            int[] q = numbers(from + n + 3, 29);
            int[] expected = numbers(at + n + 3, 20);
            int[] actual = expected.clone();
            rescale.plain(q, from, from + n, expected, at);
            rescale.apply(q, from, from + n, actual, at);
            assertThat(actual).isEqualTo(expected);

            byte[] expectedBytes = new byte[at + n + 3];
            byte[] actualBytes = expectedBytes.clone();
            int zero = random.nextInt(256);
            rescale.plainBytes(q, from, from + n, zero, expectedBytes, at);
            rescale.bytes(q, from, from + n, zero, actualBytes, at);
            assertThat(actualBytes).isEqualTo(expectedBytes);

            int[] inPlace = q.clone();
            rescale.plain(q, from, from + n, q, from);
            rescale.apply(inPlace, from, from + n, inPlace, from);
            assertThat(inPlace).isEqualTo(q);
        }
    }

    /** Around every number where a result changes, and at the ends, where a sum or a product might not fit. */
    @Test
    void rescalingAroundItsSteps() {
        for (int trial = 0; trial < 600; trial++) {
            int ending = random.nextInt(16);
            int multiplier = (1 << 15) + random.nextInt(1 << 15) >> ending << ending;
            int shift = 13 + random.nextInt(20);
            int lowest = -random.nextInt(256);
            Rescale rescale = new Rescale(multiplier, shift, lowest, lowest + 255);
            int[] q = new int[6 * 258];
            for (int i = 0; i < q.length; i++) {
                long step = (2L * (lowest + i / 6) - 1 << shift - 1) / multiplier;
                q[i] = (int) Math.max(-(1 << 29), Math.min(1 << 29, step + i % 6 - 2));
            }
            byte[] expected = new byte[q.length];
            byte[] actual = new byte[q.length];
            rescale.plainBytes(q, 0, q.length, 7, expected, 0);
            rescale.bytes(q, 0, q.length, 7, actual, 0);
            assertThat(actual).isEqualTo(expected);
        }
    }

    @Test
    void rescalingOfColumns() {
        for (int n = 1; n < LONGEST; n++) {
            int[] multipliers = random.ints(n, 0, (1 << 16) + 1).toArray();
            int[] expected = numbers(n + 7, 24);
            int[] actual = expected.clone();
            RescaleColumns columns = new RescaleColumns(multipliers);
            columns.plain(expected, 4, 0);
            columns.apply(actual, 4);
            assertThat(actual).isEqualTo(expected);
        }
    }

    @Test
    void sumsGeluAndTables() {
        for (int n = 0; n < LONGEST; n++) {
            int[] other = numbers(n + 3, 24);
            int[] saturated = numbers(n + 5, 24);
            int[] expected = saturated.clone();
            FixedPoint.plainAddSaturated(expected, 5, other, 3, 0, n);
            FixedPoint.addSaturated(saturated, 5, other, 3, n);
            assertThat(saturated).isEqualTo(expected);

            int[] sum = numbers(n + 5, 29);
            int offset = random.nextInt();
            int[] wrapped = sum.clone();
            for (int i = 0; i < n; i++) {
                wrapped[5 + i] += other[3 + i] + offset;
            }
            FixedPoint.add(sum, 5, other, 3, offset, n);
            assertThat(sum).isEqualTo(wrapped);

            int[] ofRow = numbers(3, 29);
            int[] rows = numbers(5 + 3 * (n + 2), 29);
            int[] plainRows = rows.clone();
            FixedPoint.plainAddToRows(plainRows, 5, n + 2, ofRow, 3, other, 0, n);
            FixedPoint.addToRows(rows, 5, n + 2, ofRow, 3, other, n);
            assertThat(rows).isEqualTo(plainRows);

            int[] x = numbers(n + 5, 22);
            int[] gelu = x.clone();
            FixedGelu.plain(x, 5, n + 5);
            FixedGelu.apply(gelu, 5, n + 5);
            assertThat(gelu).isEqualTo(x);

            int[] codes = numbers(n, 7);
            int multiplier = random.nextInt((1 << 22) + 1);
            int[] table = numbers(n + 5, 23);
            int[] added = table.clone();
            TableRows.plain(codes, multiplier, table, 5, 0, n);
            TableRows.add(codes, multiplier, added, 5, n);
            assertThat(added).isEqualTo(table);

            byte[] bytes = new byte[n];
            random.nextBytes(bytes);
            int zero = random.nextInt(256) - 128;
            for (int c = 0; c < n; c++) {
                codes[c] = bytes[c] - zero;
            }
            TableRows.plain(codes, multiplier, table, 5, 0, n);
            TableRows.add(bytes, zero, multiplier, added, 5, n);
            assertThat(added).isEqualTo(table);
        }
    }

    @Test
    void softmax() {
        for (int trial = 0; trial < 3_000; trial++) {
            int n = 1 + random.nextInt(trial % 3 == 0 ? 3 * LONGEST : LONGEST);
            FixedSoftmax softmax = Constants.softmax((float) Math.exp(-20 * random.nextDouble() + 3));
            int[] expected = numbers(n + 6, 1 + random.nextInt(23));
            int[] actual = expected.clone();
            softmax.plain(expected, 2, 2 + n);
            softmax.apply(actual, 2, 2 + n);
            assertThat(actual).isEqualTo(expected);
            int stride = (n + 31) & -16;
            int[] rows = numbers(2 + 3 * stride, 1 + random.nextInt(23));
            int[] each = rows.clone();
            softmax.apply(rows, 2, 3, n, stride);
            for (int i = 0; i < 3; i++) {
                softmax.plain(each, 2 + i * stride, 2 + i * stride + n);
                java.util.Arrays.fill(each, 2 + i * stride + n, 2 + (i + 1) * stride, 0);
            }
            assertThat(rows).isEqualTo(each);
        }
    }

    @Test
    void layerNorm() {
        for (int trial = 0; trial < 3_000; trial++) {
            int n = 1 + random.nextInt(trial % 10 == 0 ? 1_600 : LONGEST);
            float[] gamma = new float[n];
            float[] beta = new float[n];
            for (int i = 0; i < n; i++) {
                gamma[i] = (float) (random.nextGaussian() * Math.exp(3 * random.nextGaussian()));
                beta[i] = (float) (100 * random.nextGaussian());
            }
            FixedLayerNorm norm = Constants.layerNorm(gamma, beta);
            int[] v = numbers(n + 5, random.nextInt(25));
            int[] expected = new int[n + 7];
            int[] actual = new int[n + 7];
            norm.plain(v, 2, expected, 3);
            norm.apply(v, 2, actual, 3);
            assertThat(actual).isEqualTo(expected);
            int[] inPlace = v.clone();
            norm.plain(v, 2, v, 2);
            norm.apply(inPlace, 2, inPlace, 2);
            assertThat(inPlace).isEqualTo(v);
        }
    }

    /** Sums and squares at their largest, which 32 bits of one lane must not overflow. */
    @Test
    void layerNormOfTheLargest() {
        for (int n : new int[] {16, 255, 256, 1_024, 4_096, 5_003}) {
            int[] v = new int[n];
            for (int i = 0; i < n; i++) {
                v[i] = i < n / 2 ? 1 << 24 : -(1 << 24);
            }
            int[] ones = new int[n];
            java.util.Arrays.fill(ones, 1 << 14);
            int[] expected = v.clone();
            new FixedLayerNorm(ones, ones, 1).plain(expected, 0, expected, 0);
            new FixedLayerNorm(ones, ones, 1).apply(v, 0, v, 0);
            assertThat(v).isEqualTo(expected);
        }
    }
}
