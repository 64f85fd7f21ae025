package dev.tern.quant;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RangeSearchTest {
    private final Random random = new Random(5);

    private float[] values(int count, double tail) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) (random.nextGaussian() * (random.nextInt(20) == 0 ? tail : 1));
        }
        return values;
    }

    private static double score(float[] values, Grid grid) {
        double sum = 0;
        for (float x : values) {
            sum += Math.pow(Math.abs(x - grid.value(grid.code(x))), 2.4);
        }
        return sum / values.length;
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 4, 6, 8})
    void theBestOfAllEightyRangesIsFoundAndNeverWorseThanTheWhole(int bits) {
        for (int count : new int[] {1, 2, 3, 50, 3000}) {
            float[] x = values(count, 5);
            Function<Range, Grid> form = range -> MinMax.zeroPoint(range, new Bits(bits));
            Range whole = Range.of(x);
            RangeSearch.Shrunk found = RangeSearch.shrink(x, whole, form);
            double best = Double.POSITIVE_INFINITY;
            for (int i = 0; i < 80; i++) {
                double kept = 1 - 0.01 * i;
                best = Math.min(best, score(x, form.apply(new Range((float) (kept * whole.low()), (float)
                        (kept * whole.high())))));
            }
            // Summed in another order of operations, so equal but for the last digits.
            assertThat(found.score()).isLessThanOrEqualTo(best * (1 + 1e-9)).isGreaterThanOrEqualTo(best * (1 - 1e-9));
            assertThat(found.score()).isLessThanOrEqualTo(found.whole());
        }
    }

    @Test
    void outliersAreLeftOutWhereBitsAreFew() {
        float[] x = values(2000, 1);
        x[0] = 8;
        RangeSearch.Shrunk found = RangeSearch.shrink(x, Range.of(x), range -> MinMax.symmetric(range, Bits.INT3));
        assertThat(found.score()).isLessThan(0.5 * found.whole());
        Range inner = RangeSearch.percentile(x, 0.999);
        assertThat(inner.high()).isLessThan(5);
    }

    @Test
    void constantsAndZerosKeepAUsableGrid() {
        for (float value : new float[] {0, 3, -3, Float.MIN_VALUE}) {
            float[] x = {value, value, value};
            for (Scheme scheme : new Scheme[] {Scheme.SYMMETRIC.mse(), Scheme.ASYMMETRIC.percentile(0.9)}) {
                Range range = new Range(Math.min(0, value), Math.max(0, value));
                MinMaxWeights method = MinMaxWeights.of(Bits.INT4, scheme);
                Grid grid = method.grid(
                        scheme.search().shares(x, range, method::grid).of(range));
                assertThat(grid.value(grid.code(value))).isFinite();
                assertThat(Math.abs(grid.value(grid.code(value)) - value)).isLessThan(1e-6);
            }
        }
    }

    @Test
    void percentilesOfMirroredValuesAreMirrored() {
        for (int count : new int[] {1, 2, 9, 100}) {
            float[] x = values(count, 3);
            float[] mirrored = new float[count];
            for (int i = 0; i < count; i++) {
                mirrored[i] = -x[i];
            }
            Range range = RangeSearch.percentile(x, 0.93);
            Range other = RangeSearch.percentile(mirrored, 0.93);
            assertThat(other.low()).isEqualTo(-range.high());
            assertThat(other.high()).isEqualTo(-range.low());
            assertThat(RangeSearch.percentile(x, 1)).isEqualTo(Range.of(x));
        }
    }
}
