package dev.tern.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Products of coded tensors are those of long integers. */
class CodedTest {
    private final Random random = new Random(3);

    @ParameterizedTest
    @CsvSource({"1,1,1", "3,1100,5", "50,312,64", "17,33,70"})
    void linear(int n, int in, int out) {
        float[] x = codes(n * in, 127);
        float[] w = codes(out * in, 127);
        float[] bias = new float[out];
        for (int i = 0; i < out; i++) {
            bias[i] = (float) random.nextGaussian();
        }
        float xScale = 0.0123f;
        float wScale = 0.0371f;
        float scale = xScale * wScale;
        Tensor coded = Tensor.ofCodes(x, n, in, xScale);
        Tensor weight = Tensor.ofCodes(w, out, in, wScale);
        Tensor b = Tensor.of(bias, 1, out);
        try (Tape tape = Tape.forInference()) {
            Tensor y = Linear.apply(tape, coded, weight, b);
            assertThat(y.isCoded()).isTrue();
            assertThat(y.scale()).isEqualTo(scale);
            for (int i = 0; i < n; i++) {
                for (int j = 0; j < out; j++) {
                    long sum = (long) Math.rint((double) bias[j] / scale);
                    for (int p = 0; p < in; p++) {
                        sum += (long) x[i * in + p] * (long) w[j * in + p];
                    }
                    assertThat((double) y.data().get(i * out + j)).isEqualTo((double) sum);
                }
            }
            Tensor real = Linear.apply(tape, Tensor.of(coded.toFloats(), n, in), weight, b);
            assertThat(real.isCoded()).isFalse();
            float[] values = real.toFloats();
            float[] expected = y.toFloats();
            for (int i = 0; i < values.length; i++) {
                assertThat(values[i]).isCloseTo(expected[i], org.assertj.core.data.Offset.offset(0.01f));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"1,1,1,1", "2,9,3,26", "3,33,1,40"})
    void attention(int batch, int time, int heads, int d) {
        int width = heads * d;
        int[] lengths = new int[batch];
        for (int i = 0; i < batch; i++) {
            lengths[i] = 1 + random.nextInt(time);
        }
        Sequences sequences = new Sequences(batch, time, lengths);
        float[] q = codes(batch * time * width, 255);
        float[] k = codes(batch * time * width, 255);
        float[] p = codes(batch * heads * time * time, 255);
        try (Tape tape = Tape.forInference()) {
            Tensor keys = Tensor.ofCodes(k, batch * time, width, 0.02f);
            Tensor scores =
                    AttentionScores.apply(tape, Tensor.ofCodes(q, batch * time, width, 0.01f), keys, sequences, heads);
            Tensor context = AttentionContext.apply(
                    tape, Tensor.ofCodes(p, batch * heads * time, time, 0.004f), keys, sequences, heads);
            float factor = (float) ((double) 0.01f * 0.02f / Math.sqrt(d));
            assertThat(context.scale()).isEqualTo(0.004f * 0.02f);
            for (int row = 0; row < batch * heads * time; row++) {
                int sequence = row / time / heads;
                int head = row / time % heads;
                int query = sequence * time + row % time;
                for (int j = 0; j < time; j++) {
                    long sum = 0;
                    for (int c = 0; c < d; c++) {
                        sum += (long) q[query * width + head * d + c]
                                * (long) k[(sequence * time + j) * width + head * d + c];
                    }
                    float expected = Math.fma(sum, factor, j < lengths[sequence] ? 0 : AttentionScores.MASK);
                    assertThat(scores.data().get(row * time + j)).isEqualTo(expected);
                }
                for (int c = 0; c < d; c++) {
                    long sum = 0;
                    for (int j = 0; j < time; j++) {
                        sum += (long) p[row * time + j] * (long) k[(sequence * time + j) * width + head * d + c];
                    }
                    assertThat((double) context.data().get(query * width + head * d + c))
                            .isEqualTo((double) sum);
                }
            }
        }
    }

    private float[] codes(int n, int largest) {
        float[] codes = new float[n];
        for (int i = 0; i < n; i++) {
            codes[i] = random.nextInt(2 * largest + 1) - largest;
        }
        return codes;
    }
}
