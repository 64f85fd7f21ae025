package dev.tern.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DropoutTest {
    private static final double RATE = 0.1;
    private static final int THRESHOLD = (int) Math.rint(RATE * 65536);
    private static final float KEPT = (float) (65536.0 / (65536 - THRESHOLD));

    @Test
    void anyPartOfAMaskIsWhatItIsElementByElement() {
        Random random = new Random(3);
        for (int trial = 0; trial < 200; trial++) {
            int at = random.nextInt(1000);
            int n = random.nextInt(5000);
            int from = random.nextInt(9);
            float[] fast = new float[from + n + 3];
            for (int i = 0; i < fast.length; i++) {
                fast[i] = (float) random.nextGaussian();
            }
            float[] plain = fast.clone();
            Dropout.mask(fast, from, trial, RATE, at, n);
            Dropout.singly(plain, from, trial, THRESHOLD, KEPT, at, 0, n);
            assertThat(fast).isEqualTo(plain);
        }
    }

    @Test
    void itsShareIsDroppedAndTheMeanStays() {
        float[] ones = new float[1 << 20];
        Arrays.fill(ones, 1);
        Dropout.mask(ones, 11, RATE, 0, ones.length);
        int dropped = 0;
        double sum = 0;
        for (float one : ones) {
            dropped += one == 0 ? 1 : 0;
            sum += one;
        }
        // Five standard deviations of a million throws.
        assertThat((double) dropped / ones.length).isCloseTo(RATE, within(5 * Math.sqrt(0.09) / 1024));
        assertThat(sum / ones.length).isCloseTo(1, within(5 * KEPT * Math.sqrt(0.09) / 1024));
    }
}
