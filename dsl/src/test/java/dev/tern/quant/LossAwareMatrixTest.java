package dev.tern.quant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.tern.tensor.Tape;
import dev.tern.tensor.Tensor;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a loss-aware method remembers of a matrix from step to step. */
class LossAwareMatrixTest {
    private final Random random = new Random(17);

    static Stream<LossAware> methods() {
        return Stream.of(Lat.LAT, Lat.LAT.exact(), Lab.LAB, Laq.LAQ, Laq.LAQ.bits(Bits.INT8));
    }

    private float[] gaussian(int count, double spread) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) (spread * random.nextGaussian());
        }
        return values;
    }

    private static float[] step(MatrixQuantizer quantizer, Tensor latent, float[] gradient) {
        latent.clearGradient();
        try (Tape tape = Tape.forTraining(1)) {
            Tensor output = quantizer.quantize(tape, latent);
            float[] values = output.toFloats();
            Tensor loss = tape.allocate(1, 1);
            tape.record(() -> output.gradient().put(0, gradient));
            tape.backward(loss);
            return values;
        }
    }

    private static void move(Tensor latent, float[] change) {
        for (int i = 0; i < change.length; i++) {
            latent.data().put(i, latent.data().get(i) + change[i]);
        }
    }

    /** The second moments and codes before, kept by the formula, in double. */
    private static final class Expected {
        final double[] v;
        byte[] before = {};

        Expected(int count) {
            v = new double[count];
        }

        void follow(float[] gradient, byte[] codes) {
            for (int i = 0; i < v.length; i++) {
                v[i] = .999 * v[i] + .001 * (double) gradient[i] * gradient[i];
            }
            before = codes;
        }

        LossAware.Solution solve(LossAware method, float[] w, int from, int count) {
            float[] moments = new float[count];
            for (int i = 0; i < count; i++) {
                moments[i] = (float) v[from + i];
            }
            byte[] codes = before.length == 0 ? before : Arrays.copyOfRange(before, from, from + count);
            return method.solve(Arrays.copyOfRange(w, from, from + count), moments, codes);
        }
    }

    @ParameterizedTest
    @MethodSource("methods")
    void followsTheGradientOfTheQuantizedWeightWithoutBiasCorrection(LossAware method) {
        for (int[] shape : new int[][] {{1, 1}, {3, 7}, {70, 90}}) {
            for (Granularity granularity : new Granularity[] {Granularity.perTensor(), Granularity.perRow()}) {
                follows((LossAware) method.with(granularity), shape[0], shape[1]);
            }
        }
    }

    private void follows(LossAware method, int rows, int columns) {
        int size = rows * columns;
        int group = method.granularity() == Granularity.perRow() ? columns : size;
        // Some weights lie beyond the clip: their gradient is not passed on, but counts for their curvature.
        Tensor latent = Tensor.of(gaussian(size, 1.2), rows, columns).requireGradient();
        MatrixQuantizer quantizer = method.start(latent);
        Expected expected = new Expected(size);
        for (int i = 0; i < 4; i++) {
            Codes codes = quantizer.codes(latent);
            for (int g = 0; g < size / group; g++) {
                LossAware.Solution wanted = expected.solve(method, latent.toFloats(), g * group, group);
                assertThat(codes.scales()[g]).isCloseTo(wanted.scale(), within(2e-5f * wanted.scale()));
                byte[] found = Arrays.copyOfRange(codes.codes(), g * group, (g + 1) * group);
                assertThat(found).isEqualTo(wanted.codes());
            }
            float[] gradient = gaussian(size, Math.exp(2 * random.nextGaussian() - 5));
            assertThat(step(quantizer, latent, gradient)).isEqualTo(codes.values());
            expected.follow(gradient, codes.codes());
            move(latent, gaussian(size, .05));
        }
    }

    @ParameterizedTest
    @MethodSource("methods")
    void evaluatingBetweenStepsChangesNothing(LossAware method) {
        float[] start = gaussian(60, .1);
        float[][] gradients = {gaussian(60, .01), gaussian(60, .01), gaussian(60, .01)};
        Codes[] last = new Codes[2];
        for (int run = 0; run < 2; run++) {
            Tensor latent = Tensor.of(start, 6, 10).requireGradient();
            MatrixQuantizer quantizer = method.start(latent);
            for (float[] gradient : gradients) {
                step(quantizer, latent, gradient);
                move(latent, gradient);
                for (int look = 0; look < run; look++) {
                    try (Tape tape = Tape.forInference()) {
                        assertThat(quantizer.quantize(tape, latent).toFloats())
                                .isEqualTo(quantizer.codes(latent).values());
                    }
                }
            }
            last[run] = quantizer.codes(latent);
        }
        assertThat(last[1].codes()).isEqualTo(last[0].codes());
        assertThat(last[1].scales()).isEqualTo(last[0].scales());
    }

    @ParameterizedTest
    @MethodSource("methods")
    void zerosAndMissingGradientsAreNeverNaN(LossAware method) {
        Tensor latent = Tensor.zeros(4, 5).requireGradient();
        MatrixQuantizer quantizer = method.start(latent);
        for (int i = 0; i < 3; i++) {
            step(quantizer, latent, new float[20]);
            assertThat(quantizer.codes(latent).scales()[0]).isPositive().isFinite();
        }
        latent.data().put(3, .5f);
        step(quantizer, latent, new float[20]);
        assertThat(quantizer.codes(latent).codes()[3]).isPositive();
    }

    @Test
    void latentWeightsAreClippedOnlyWhenAsked() {
        Tensor latent = Tensor.of(new float[] {3, -3, .5f}, 1, 3);
        Lat.LAT.start(latent).afterStep(latent);
        assertThat(latent.toFloats()).containsExactly(3, -3, .5f);
        Lat.LAT.clipLatent(1).start(latent).afterStep(latent);
        assertThat(latent.toFloats()).containsExactly(1, -1, .5f);
    }

    @Test
    void weightsBeyondTheClipGetNoGradient() {
        Tensor latent = Tensor.of(new float[] {3, -2.5f, .5f}, 1, 3).requireGradient();
        step(Lat.LAT.start(latent), latent, new float[] {1, 1, 1});
        float[] gradient = new float[3];
        latent.gradient().get(0, gradient);
        assertThat(gradient).containsExactly(0, 0, 1);
    }
}
