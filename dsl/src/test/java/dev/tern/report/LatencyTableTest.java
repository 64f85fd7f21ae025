package dev.tern.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The laws of a percentile; what a model answers is in {@code IntegerTablesTest}. */
class LatencyTableTest {

    @Test
    void aPercentileIsTheSmallestTimeThatSoManyDoNotExceed() {
        Random random = new Random(4);
        for (int count = 1; count < 50; count++) {
            double[] sorted = random.doubles(count).sorted().toArray();
            for (int percent : new int[] {1, 50, 95, 100}) {
                double expected = Arrays.stream(sorted)
                        .filter(x -> Arrays.stream(sorted).filter(y -> y <= x).count() * 100
                                >= (long) percent * sorted.length)
                        .min()
                        .orElseThrow();
                assertThat(LatencyTable.percentile(sorted, percent)).isEqualTo(expected);
            }
        }
    }
}
