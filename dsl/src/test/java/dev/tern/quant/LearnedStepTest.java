package dev.tern.quant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.tern.tensor.AdamW;
import dev.tern.tensor.Tape;
import dev.tern.tensor.Tensor;
import java.util.List;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The laws of weights whose step is learned: LSQ, LSQ+ and KDLSQ, at every number of bits. */
class LearnedStepTest {
    private static final int[][] SHAPES = {{1, 1}, {1, 5}, {5, 1}, {3, 7}, {9, 70}, {2, 5000}};

    private final Random random = new Random(3);

    static Stream<LearnedStepMethod> methods() {
        return Stream.of(Lsq.LSQ, LsqPlus.LSQ_PLUS, KdLsq.KDLSQ)
                .flatMap(method -> Stream.of(2, 3, 4, 6, 8).map(bits -> method.bits(new Bits(bits))))
                .flatMap(method -> Stream.of(method, method.with(Granularity.PER_ROW)));
    }

    private Tensor gaussian(int rows, int columns) {
        float[] values = new float[rows * columns];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return Tensor.of(values, rows, columns);
    }

    private static int group(Codes codes, int index) {
        return codes.scales().length == 1 ? 0 : index / codes.columns();
    }

    /** Quantizes, runs backward from a gradient of the output and returns the output. */
    private static float[] through(MatrixQuantizer quantizer, Tensor x, float[] upstream) {
        try (Tape tape = Tape.forTraining(1)) {
            Tensor output = quantizer.quantize(tape, x);
            Tensor loss = tape.allocate(1, 1);
            tape.record(() -> output.gradient().put(0, upstream));
            float[] values = output.toFloats();
            tape.backward(loss);
            return values;
        }
    }

    private static float[] gradient(Tensor parameter) {
        float[] gradient = new float[parameter.size()];
        parameter.gradient().get(0, gradient);
        return gradient;
    }

    private static void scale(Tensor value, double factor) {
        for (int i = 0; i < value.size(); i++) {
            value.data().put(i, (float) (value.data().get(i) * factor));
        }
    }

    /** s (x / s + c) with the rounding c frozen inside the grid, s times the end outside: what rounding is taken for. */
    private static DoubleUnaryOperator surrogate(double x, double step, int lowest, int highest) {
        double v = x / step;
        if (v <= lowest || v >= highest) {
            return s -> s * (v <= lowest ? lowest : highest);
        }
        double rounding = Math.rint(v) - v;
        return s -> s * (x / s + rounding);
    }

    @ParameterizedTest
    @MethodSource("methods")
    void gradientsAreThoseOfTheSurrogateWithFrozenRounding(LearnedStepMethod method) {
        int highest = method.width().magnitude();
        boolean isClip = method instanceof KdLsq;
        int lowest = isClip ? -highest : -highest - 1;
        for (int[] shape : SHAPES) {
            Tensor x = gaussian(shape[0], shape[1]).requireGradient();
            MatrixQuantizer quantizer = method.start(x);
            Tensor value = quantizer.learned().get(0).value();
            scale(value, .8);
            Codes codes = quantizer.codes(x);
            float[] upstream = gaussian(shape[0], shape[1]).toFloats();
            assertThat(through(quantizer, x, upstream)).isEqualTo(codes.values());

            int sharing = x.size() / codes.scales().length;
            double factor = isClip ? 1.0 / highest : 1 / Math.sqrt((double) sharing * highest);
            double[] expected = new double[codes.scales().length];
            double[] magnitude = new double[expected.length];
            float[] real = x.toFloats();
            float[] passed = gradient(x);
            for (int i = 0; i < real.length; i++) {
                double s = codes.scales()[group(codes, i)];
                DoubleUnaryOperator f = surrogate(real[i], s, lowest, highest);
                double h = s * 1e-3;
                double slope = (f.applyAsDouble(s + h) - f.applyAsDouble(s - h)) / (2 * h);
                expected[group(codes, i)] += factor * upstream[i] * slope;
                magnitude[group(codes, i)] += factor * Math.abs(upstream[i] * slope);
                boolean inside = real[i] / (float) s > lowest && real[i] / (float) s < highest;
                assertThat(passed[i]).isEqualTo(isClip || inside ? upstream[i] : 0);
            }
            float[] actual = gradient(value);
            for (int group = 0; group < expected.length; group++) {
                assertThat((double) actual[group]).isCloseTo(expected[group], within(1e-5 + 1e-5 * magnitude[group]));
            }
        }
    }

    @Test
    void farOutsideTheSlopeIsExactlyTheEndOfTheGrid() {
        for (int bits : new int[] {2, 4, 8}) {
            int highest = new Bits(bits).magnitude();
            Tensor x = Tensor.of(new float[] {1, -1}, 1, 2);
            MatrixQuantizer quantizer = Lsq.LSQ.bits(new Bits(bits)).start(x);
            Tensor value = quantizer.learned().get(0).value();
            scale(value, 1e-3 * Math.sqrt(highest));
            through(quantizer, x, new float[] {1, 0});
            double scale = 1 / Math.sqrt(2.0 * highest);
            assertThat(gradient(value)[0]).isEqualTo((float) (scale * highest));
            value.clearGradient();
            through(quantizer, x, new float[] {0, 1});
            assertThat(gradient(value)[0]).isEqualTo((float) (scale * (-highest - 1)));
        }
    }

    @ParameterizedTest
    @MethodSource("methods")
    void matrixAndStepScaledAlikeScaleTheResultAndKeepTheGradients(LearnedStepMethod method) {
        for (int[] shape : SHAPES) {
            Tensor x = gaussian(shape[0], shape[1]).requireGradient();
            float[] eight = x.toFloats();
            for (int i = 0; i < eight.length; i++) {
                eight[i] *= 8;
            }
            Tensor larger = Tensor.of(eight, shape[0], shape[1]).requireGradient();
            MatrixQuantizer one = method.start(x);
            MatrixQuantizer other = method.start(larger);
            scale(one.learned().get(0).value(), .75);
            scale(other.learned().get(0).value(), .75);
            float[] upstream = gaussian(shape[0], shape[1]).toFloats();
            float[] values = through(one, x, upstream);
            for (int i = 0; i < values.length; i++) {
                values[i] *= 8;
            }
            assertThat(through(other, larger, upstream)).isEqualTo(values);
            assertThat(gradient(larger)).isEqualTo(gradient(x));
            assertThat(gradient(other.learned().get(0).value()))
                    .isEqualTo(gradient(one.learned().get(0).value()));
        }
    }

    private static Stream<LearnedStepMethod> perTensor() {
        return methods().filter(method -> method.granularity() == Granularity.PER_TENSOR);
    }

    /** The gradient of the value of half the squared error, as the method gives it. */
    private static double errorSlope(MatrixQuantizer quantizer, Tensor x) {
        float[] upstream = quantizer.codes(x).values();
        for (int i = 0; i < upstream.length; i++) {
            upstream[i] -= x.data().get(i);
        }
        Tensor value = quantizer.learned().get(0).value();
        value.clearGradient();
        through(quantizer, x, upstream);
        return gradient(value)[0];
    }

    @ParameterizedTest
    @MethodSource("perTensor")
    void trainingOnlyTheStepReducesTheErrorOfAGaussian(LearnedStepMethod method) {
        Tensor x = gaussian(40, 50);
        for (double from : new double[] {.5, 2}) {
            MatrixQuantizer quantizer = method.start(x);
            Learned learned = quantizer.learned().get(0);
            scale(learned.value(), from);
            double before = error(x, quantizer.codes(x));
            AdamW optimizer = new AdamW(AdamW.Settings.BERT, List.of(), List.of());
            optimizer.addApart(learned.value(), 0, 1);
            for (int step = 0; step < 100; step++) {
                assertThat(errorSlope(quantizer, x)).isNotZero();
                optimizer.step(1e-2 * (100 - step) / 100);
                quantizer.afterStep(x);
            }
            assertThat(error(x, quantizer.codes(x))).isLessThan(before);
        }
    }

    @ParameterizedTest
    @MethodSource("perTensor")
    void theStepWhereTrainingRestsIsNearTheBestThereIs(LearnedStepMethod method) {
        Tensor x = gaussian(40, 50);
        MatrixQuantizer quantizer = method.start(x);
        Tensor value = quantizer.learned().get(0).value();
        double first = value.data().get(0);
        double low = first / 8;
        double high = first * 8;
        for (int halving = 0; halving < 30; halving++) {
            double middle = (low + high) / 2;
            value.data().put(0, (float) middle);
            if (errorSlope(quantizer, x) < 0) {
                low = middle;
            } else {
                high = middle;
            }
        }
        assertThat(error(x, quantizer.codes(x))).isLessThan(1.05 * leastError(x, method));
    }

    private static double error(Tensor x, Codes codes) {
        float[] values = codes.values();
        double sum = 0;
        for (int i = 0; i < values.length; i++) {
            double difference = values[i] - x.data().get(i);
            sum += difference * difference;
        }
        return sum;
    }

    private static double leastError(Tensor x, LearnedStepMethod method) {
        double least = Double.POSITIVE_INFINITY;
        for (double factor = .05; factor < 4; factor *= 1.01) {
            MatrixQuantizer quantizer = method.start(x);
            scale(quantizer.learned().get(0).value(), factor);
            least = Math.min(least, error(x, quantizer.codes(x)));
        }
        return least;
    }

    @ParameterizedTest
    @MethodSource("methods")
    void noStepEverTurnsNegativeOrNaN(LearnedStepMethod method) {
        for (float[] values : new float[][] {{0, 0, 0, 0}, {3, 3, 3, 3}, {1e-44f, 0, 0, 0}, {-1e38f, 1e38f, 0, 1}}) {
            Tensor x = Tensor.of(values, 2, 2);
            MatrixQuantizer quantizer = method.start(x);
            Tensor value = quantizer.learned().get(0).value();
            for (float broken : new float[] {1, -3, 0, Float.NaN}) {
                scale(value, broken);
                quantizer.afterStep(x);
                Codes codes = quantizer.codes(x);
                for (float scale : codes.scales()) {
                    assertThat(scale).isPositive().isFinite();
                }
                assertThat(codes.values()).doesNotContain(Float.NaN);
                float[] upstream = {1, -1, 1, -1};
                assertThat(through(quantizer, x, upstream)).isEqualTo(codes.values());
                assertThat(gradient(value)).doesNotContain(Float.NaN);
            }
        }
    }

    @Test
    void twoBitsPackAsTwosComplement() {
        Tensor x = Tensor.of(new float[] {-2, -1, 0, 1, 2, -9}, 2, 3);
        MatrixQuantizer quantizer = Lsq.LSQ.bits(Bits.INT2).start(x);
        scale(quantizer.learned().get(0).value(), 1 / quantizer.codes(x).scales()[0]);
        Codes codes = quantizer.codes(x);
        assertThat(codes.codes()).containsExactly(-2, -1, 0, 1, 1, -2);
        assertThat(Packing.unpack(Packing.pack(codes.codes(), 2), 6, 2)).isEqualTo(codes.codes());
    }

    @Test
    void kdlsqBeginsWithoutTheTails() {
        float[] values = new float[1000];
        for (int i = 0; i < values.length; i++) {
            values[i] = i < 20 ? 100 : i < 40 ? -200 : (i % 100) / 100f;
        }
        // 25 are cut off at each end: all of the outliers.
        float clip = 7 * KdLsq.KDLSQ.codes(Tensor.of(values, 40, 25)).scales()[0];
        assertThat(clip).isBetween(.9f, 1f);
    }

    @Test
    void errorsSayWhatToDo() {
        assertThatThrownBy(() -> Lsq.LSQ.bits(Bits.INT2).scheme()).hasMessageContaining("activations(int2, LSQ)");
        assertThatThrownBy(() -> KdLsq.KDLSQ.with(Granularity.PER_ROW).scheme()).hasMessageContaining("several steps");
        assertThatThrownBy(() -> Lsq.LSQ.scheme().dynamic()).hasMessageContaining("LSQ learns its range");
    }

    @Test
    void printsAsTheExpressionThatMakesIt() {
        assertThat(Lsq.LSQ).hasToString("LSQ");
        assertThat(Lsq.LSQ.bits(Bits.INT4)).isEqualTo(Lsq.LSQ);
        assertThat(LsqPlus.LSQ_PLUS.bits(Bits.INT2).with(Granularity.PER_ROW))
                .hasToString("LSQ_PLUS.bits(int2).with(perRow)");
        assertThat(KdLsq.KDLSQ.bits(Bits.INT8)).hasToString("KDLSQ.bits(int8)");
    }
}
