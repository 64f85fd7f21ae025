package dev.tern.ibert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.Random;
import org.apache.commons.math3.special.Erf;
import org.junit.jupiter.api.Test;

/** The error bounds the paper states and others have measured, and exactness where it is claimed. */
class IntegerArithmeticTest {
    private final Random random = new Random(7);

    @Test
    void theSquareRootIsExactAroundEverySquare() {
        for (int i = 0; i < 20_000; i++) {
            long root = i < 1000 ? i : random.nextInt(Integer.MAX_VALUE);
            long square = root * root;
            assertThat(IntegerSqrt.floor(square)).isEqualTo(root);
            assertThat(IntegerSqrt.floor(square + 2 * root)).isEqualTo(root);
            if (root > 0) {
                assertThat(IntegerSqrt.floor(square - 1)).isEqualTo(root - 1);
            }
        }
        assertThat(IntegerSqrt.floor(Long.MAX_VALUE)).isEqualTo(3_037_000_499L);
        assertThatThrownBy(() -> IntegerSqrt.floor(-1)).hasMessageContaining("-1");
    }

    @Test
    void fourIterationsAreNotEnough() {
        assertThat(IntegerSqrt.evaluations(1_075_118_444)).isEqualTo(6);
    }

    @Test
    void aDyadicRatioRoundsOnceHalfToEven() {
        for (int i = 0; i < 20_000; i++) {
            double ratio = Math.exp(-90 * random.nextDouble()) * (1 << random.nextInt(20));
            Dyadic dyadic = Dyadic.of(ratio);
            long q = random.nextLong() >> random.nextInt(63);
            BigInteger product = BigInteger.valueOf(q).multiply(BigInteger.valueOf(dyadic.multiplier()));
            BigInteger expected = halfEven(product, dyadic.shift());
            if (expected.bitLength() < Long.SIZE) {
                assertThat(dyadic.apply(q)).as("%s of %s", dyadic, q).isEqualTo(expected.longValueExact());
            }
            double back = Math.scalb((double) dyadic.multiplier(), -dyadic.shift());
            assertThat(Math.abs(back - ratio)).isLessThanOrEqualTo(ratio * 0x1p-30);
        }
        assertThat(new Dyadic(1L << 30, 31).apply(1)).isZero();
        assertThat(new Dyadic(1L << 30, 31).apply(3)).isEqualTo(2);
        assertThat(new Dyadic(1L << 30, 31).apply(-1)).isZero();
        assertThat(new Dyadic(1L << 30, 31).apply(-3)).isEqualTo(-2);
    }

    private static BigInteger halfEven(BigInteger value, int shift) {
        BigInteger floor = value.shiftRight(shift);
        BigInteger rest = value.subtract(floor.shiftLeft(shift)).shiftLeft(1);
        int side = rest.compareTo(BigInteger.ONE.shiftLeft(shift));
        return side > 0 || side == 0 && floor.testBit(0) ? floor.add(BigInteger.ONE) : floor;
    }

    @Test
    void theExponentialIsWithinItsBoundAndNeverFalls() {
        for (double scale : new double[] {1e-4, 5e-4, 1e-3}) {
            IntegerExp exp = new IntegerExp(scale);
            long before = -1;
            for (long q = (long) (-20 / scale); q <= 0; q += 1 + random.nextInt(20)) {
                long value = exp.apply(q);
                // The polynomial errs by 0.00191; rounding ln 2 and the constants to whole steps by less than one more.
                assertThat(Math.abs(value * exp.outputScale() - Math.exp(q * scale)))
                        .isLessThan(1.914e-3 + scale);
                assertThat(value).isGreaterThanOrEqualTo(before);
                before = value;
            }
        }
    }

    @Test
    void theSoftmaxIsWithinItsBound() {
        for (int length : new int[] {1, 2, 7, 64}) {
            for (int repeat = 0; repeat < 100; repeat++) {
                double scale = 1e-3 * (1 + random.nextInt(5));
                int[] q = random.ints(length, -3000, 3000).toArray();
                double sum = 0;
                for (int each : q) {
                    sum += Math.exp(each * scale);
                }
                int[] out = new int[length];
                new IntegerSoftmax(scale, 1).apply(q, 0, length, out);
                int total = 0;
                for (int i = 0; i < length; i++) {
                    assertThat(Math.abs(out[i] / 256.0 - Math.exp(q[i] * scale) / sum))
                            .isLessThan(0.009);
                    assertThat(out[i]).isBetween(0, 255);
                    total += out[i];
                }
                assertThat(total).isLessThanOrEqualTo(256);
            }
        }
    }

    @Test
    void theGeluIsWithinItsBound() {
        for (double scale : new double[] {1e-3, 3e-4, 1e-4}) {
            IntegerGelu gelu = new IntegerGelu(scale, 0);
            double largest = 0;
            for (long q = (long) (-4 / scale); q <= 4 / scale; q += 7) {
                double x = q * scale;
                double exact = x * (1 + Erf.erf(x / Math.sqrt(2))) / 2;
                largest = Math.max(largest, Math.abs(gelu.apply(q) * gelu.outputScale() - exact));
            }
            assertThat(largest).isLessThan(0.0183);
        }
    }

    @Test
    void aCoarseScaleBreaksThePublishedShift() {
        IntegerGelu shifted = new IntegerGelu(0.03, IntegerGelu.PUBLISHED_SHIFT);
        IntegerGelu exact = new IntegerGelu(0.03, 0);
        assertThat(Math.abs(shifted.apply(100) * shifted.outputScale() - 3)).isGreaterThan(0.5);
        assertThat(Math.abs(exact.apply(100) * exact.outputScale() - 3)).isLessThan(0.1);
    }

    @Test
    void theLayerNormIsWithinItsBoundAndSurvivesAConstantRow() {
        int width = 384;
        float[] gamma = new float[width];
        float[] beta = new float[width];
        int[] q = new int[2 * width];
        for (int i = 0; i < width; i++) {
            gamma[i] = i == 5 ? 0 : (float) random.nextGaussian();
            beta[i] = (float) random.nextGaussian();
            q[i] = 42;
            q[width + i] = (int) (1000 * random.nextGaussian());
        }
        IntegerLayerNorm norm = new IntegerLayerNorm(gamma, beta, 0);
        long[] out = new long[2 * width];
        norm.apply(q, 0, out);
        norm.apply(q, width, out);
        double mean = 0;
        double square = 0;
        for (int i = 0; i < width; i++) {
            mean += (double) q[width + i] / width;
        }
        for (int i = 0; i < width; i++) {
            square += (q[width + i] - mean) * (q[width + i] - mean) / width;
        }
        for (int i = 0; i < width; i++) {
            double scale = norm.outputScales()[i];
            if (gamma[i] == 0) {
                assertThat(out[i]).isZero();
                continue;
            }
            assertThat(Math.abs(out[i] * scale - beta[i])).isLessThan(1e-6);
            double exact = (q[width + i] - mean) / Math.sqrt(square) * gamma[i] + beta[i];
            assertThat(Math.abs(out[width + i] * scale - exact)).isLessThan(0.003 * Math.max(1, Math.abs(gamma[i])));
        }
    }

    @Test
    void impossibleScalesAreRefused() {
        assertThatThrownBy(() -> new IntegerExp(0)).hasMessageContaining("(0, 0.6931]");
        assertThatThrownBy(() -> new IntegerExp(1e-5)).hasMessageContaining("64 bits");
        assertThatThrownBy(() -> new IntegerGelu(Double.NaN, 0)).hasMessageContaining("above 0");
        assertThatThrownBy(() -> new IntegerLayerNorm(new float[2], new float[3], 0))
                .hasMessageContaining("as many");
    }
}
