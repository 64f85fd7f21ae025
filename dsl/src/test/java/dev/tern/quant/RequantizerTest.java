package dev.tern.quant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RequantizerTest {
    private final Random random = new Random(5);

    private static long exactly(int q, Requantizer ratio) {
        return new BigDecimal(BigInteger.valueOf(q).multiply(BigInteger.valueOf(ratio.multiplier())))
                .divide(new BigDecimal(BigInteger.ONE.shiftLeft(ratio.shift())), 0, RoundingMode.HALF_EVEN)
                .longValueExact();
    }

    @Test
    void roundsAsExactRationalArithmeticDoes() {
        int[] extremes = {0, 1, -1, 2, -2, Integer.MAX_VALUE, Integer.MIN_VALUE, Integer.MIN_VALUE + 1};
        for (int trial = 0; trial < 2000; trial++) {
            Requantizer ratio = Requantizer.of(Math.scalb(1 + random.nextDouble(), random.nextInt(90) - 60));
            for (int q : extremes) {
                assertThat(ratio.apply(q)).isEqualTo(exactly(q, ratio));
            }
            int q = random.nextInt() >> random.nextInt(31);
            assertThat(ratio.apply(q)).isEqualTo(exactly(q, ratio));
        }
    }

    @Test
    void tiesGoToTheEvenNeighbour() {
        Requantizer half = Requantizer.of(.5);
        assertThat(new long[] {half.apply(1), half.apply(3), half.apply(-1), half.apply(-3), half.apply(5)})
                .containsExactly(0, 2, 0, -2, 2);
    }

    @Test
    void theMultiplierIsTheNearestOfThirtyOneBits() {
        for (int trial = 0; trial < 1000; trial++) {
            double ratio = Math.exp(random.nextGaussian() * 5);
            Requantizer found = Requantizer.of(ratio);
            assertThat(found.multiplier()).isGreaterThanOrEqualTo(1 << 30);
            assertThat(Math.abs(found.ratio() / ratio - 1)).isLessThanOrEqualTo(0x1p-31);
        }
        assertThat(Requantizer.of(Math.nextDown(1.0))).isEqualTo(Requantizer.of(1));
    }

    @Test
    void ratiosOutsideItsReachAreRefused() {
        for (double ratio : new double[] {0, -1, Double.NaN, 0x1p31, Math.nextDown(0x1p31), Double.POSITIVE_INFINITY}) {
            assertThatThrownBy(() -> Requantizer.of(ratio)).hasMessageContaining("(0, 2^31)");
        }
    }

    @Test
    void gemmlowpIsWithinOneOfOneRounding() {
        for (int trial = 0; trial < 2000; trial++) {
            double ratio = Math.scalb(1 + random.nextDouble(), -1 - random.nextInt(25));
            int q = random.nextInt() >> 8;
            long single = Requantizer.of(ratio).apply(q);
            assertThat(Math.abs(Requantizer.Gemmlowp.of(ratio).apply(q) - single))
                    .isLessThanOrEqualTo(1);
        }
        assertThat(Requantizer.Gemmlowp.of(0).apply(12345)).isZero();
        assertThat(Requantizer.Gemmlowp.roundingShift(-3, 1)).isEqualTo(-2);
        assertThat(Requantizer.Gemmlowp.roundingShift(3, 1)).isEqualTo(2);
    }
}
