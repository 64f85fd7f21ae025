package dev.tern.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A weight with a scale for each row is the weight of its real values, with an exact product of its codes. */
class RowScalesTest {
    private final Random random = new Random(6);

    private float[] codes(int count) {
        float[] codes = new float[count];
        for (int i = 0; i < count; i++) {
            codes[i] = random.nextInt(511) - 255;
        }
        return codes;
    }

    private float[] reals(int count) {
        float[] reals = new float[count];
        for (int i = 0; i < count; i++) {
            reals[i] = random.nextFloat() + 0.01f;
        }
        return reals;
    }

    @ParameterizedTest
    @CsvSource({"1,1,2", "3,200,5", "33,70,64"})
    void aColumnIsItsExactSumTimesItsScale(int n, int in, int out) {
        float[] x = codes(n * in);
        float[] w = codes(out * in);
        float[] scales = reals(out);
        scales[0] = 0;
        float[] bias = reals(out);
        float[] upstream = reals(n * out);
        Tensor input = Tensor.ofCodes(x, n, in, 0.03f).requireGradient();
        Tensor weight = Tensor.ofCodes(w, out, in, scales).requireGradient();
        Tensor added = Tensor.of(bias, 1, out).requireGradient();
        Tensor realWeight = Tensor.of(weight.toFloats(), out, in).requireGradient();
        Tensor realInput = Tensor.of(input.toFloats(), n, in).requireGradient();
        try (Tape tape = Tape.forTraining(1)) {
            Tensor y = Linear.apply(tape, input, weight, added);
            Tensor same = Linear.apply(tape, realInput, realWeight, null);
            assertThat(y.isCoded()).isFalse();
            for (int i = 0; i < n; i++) {
                for (int o = 0; o < out; o++) {
                    long sum = 0;
                    for (int k = 0; k < in; k++) {
                        sum += (long) x[i * in + k] * (long) w[o * in + k];
                    }
                    assertThat(y.data().get(i * out + o)).isEqualTo(sum * (0.03f * scales[o]) + bias[o]);
                }
            }
            Tensor loss = tape.allocate(1, 1);
            tape.record(() -> {
                y.gradient().put(0, upstream);
                same.gradient().put(0, upstream);
            });
            tape.backward(loss);
        }
        isClose(input, realInput);
        isClose(weight, realWeight);
        for (int o = 0; o < out; o++) {
            double sum = 0;
            for (int i = 0; i < n; i++) {
                sum += upstream[i * out + o];
            }
            assertThat((double) added.gradient().get(o)).isCloseTo(sum, within(1e-4));
        }
    }

    /** The same sums with products rounded at other places. */
    private static void isClose(Tensor a, Tensor b) {
        for (int i = 0; i < a.size(); i++) {
            float expected = b.gradient().get(i);
            assertThat(a.gradient().get(i)).isCloseTo(expected, within(1e-3f + 1e-4f * Math.abs(expected)));
        }
    }

    @Test
    void aTableGivesItsRealRows() {
        Tensor table = Tensor.ofCodes(codes(5 * 8), 5, 8, reals(5));
        Tensor zeros = Tensor.zeros(4, 8);
        try (Tape tape = Tape.forInference()) {
            Tensor y = Embedding.apply(tape, table, zeros, zeros, new int[] {4, 0, 2, 2}, new int[4], 4);
            float[] values = table.toFloats();
            for (int i = 0; i < 32; i++) {
                assertThat(y.data().get(i)).isEqualTo(values[new int[] {4, 0, 2, 2}[i / 8] * 8 + i % 8]);
            }
            assertThat(SelectRows.apply(tape, table, new int[] {3}).toFloats())
                    .isEqualTo(java.util.Arrays.copyOfRange(values, 24, 32));
        }
    }

    @Test
    void whoeverAsksForItsOneScaleIsTold() {
        Tensor weight = Tensor.ofCodes(codes(6), 2, 3, reals(2));
        assertThatThrownBy(weight::scale).hasMessageContaining("a scale for each row");
        assertThatThrownBy(() -> Tensor.ofCodes(codes(6), 2, 3, reals(3))).hasMessageContaining("2 rows");
    }
}
