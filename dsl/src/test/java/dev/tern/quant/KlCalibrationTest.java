package dev.tern.quant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.tern.tensor.Tensor;
import java.util.Random;
import org.junit.jupiter.api.Test;

class KlCalibrationTest {
    private final Random random = new Random(8);

    @Test
    void theClipKeepsTheBulkAndDropsAnOutlier() {
        float[] values = new float[10_000];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        values[17] = 60;
        Tensor x = Tensor.of(values, 100, 100);
        assertThat(KlCalibration.clip(x, 8)).isBetween(1.0, 20.0);
        assertThat(KlCalibration.clip(Tensor.zeros(3, 3), 8)).isZero();
        assertThat(KlCalibration.clip(Tensor.of(new float[] {-3}, 1, 1), 8)).isEqualTo(3);
    }

    @Test
    void divergenceIsNeverNegativeAndZeroWithALevelForEveryBin() {
        long[] counts = new long[64];
        for (int i = 0; i < counts.length; i++) {
            counts[i] = random.nextInt(9);
        }
        for (int kept = 8; kept <= 64; kept++) {
            assertThat(KlCalibration.divergence(counts, kept, 8)).isGreaterThan(-1e-12);
        }
        assertThat(KlCalibration.divergence(counts, 64, 64)).isCloseTo(0, within(1e-12));
    }
}
