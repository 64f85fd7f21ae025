package dev.tern.quant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.tern.tensor.Tape;
import dev.tern.tensor.Tensor;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ActivationQuantizerTest {
    private final Random random = new Random(9);

    static Stream<Scheme> schemes() {
        return Stream.of(
                Scheme.SYMMETRIC,
                Scheme.ASYMMETRIC,
                Scheme.ASYMMETRIC.nudged(),
                Scheme.ASYMMETRIC.floatOffset(),
                Scheme.SYMMETRIC.dynamic(),
                Scheme.ASYMMETRIC.floatOffset().dynamic().clip(2.5f),
                Scheme.ASYMMETRIC.decay(.5f));
    }

    private Tensor gaussian(int rows, int columns, float shift) {
        float[] values = new float[rows * columns];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian() + shift;
        }
        return Tensor.of(values, rows, columns);
    }

    private static ActivationQuantizer seen(Scheme scheme, Tensor... batches) {
        ActivationQuantizer quantizer = new ActivationQuantizer("here", Bits.INT8, scheme);
        for (Tensor batch : batches) {
            try (Tape tape = Tape.forTraining(1)) {
                quantizer.apply(tape, batch);
            }
        }
        return quantizer;
    }

    private static float[] values(ActivationQuantizer quantizer, Tensor x) {
        try (Tape tape = Tape.forInference()) {
            return quantizer.apply(tape, x).toFloats();
        }
    }

    @ParameterizedTest
    @MethodSource("schemes")
    void everyValueInTheRangeIsWithinHalfAStep(Scheme scheme) {
        Tensor x = gaussian(31, 40, .3f);
        float[] values = values(seen(scheme, x), x);
        double step = scheme.grid(Range.of(x.toFloats()), Bits.INT8).scale();
        float[] real = x.toFloats();
        for (int i = 0; i < real.length; i++) {
            float clipped = Math.max(-scheme.clip(), Math.min(scheme.clip(), real[i]));
            // An end of a moved range may lie half a step further in.
            assertThat((double) values[i]).isCloseTo(clipped, within(1.01 * step));
        }
    }

    @ParameterizedTest
    @MethodSource("schemes")
    void printsAsWhatParsesBack(Scheme scheme) {
        assertThat(Scheme.parse(scheme.toString())).isEqualTo(scheme);
    }

    @ParameterizedTest
    @MethodSource("schemes")
    void constantsAndZerosAreNeverNaN(Scheme scheme) {
        for (float constant : new float[] {0, .75f, -.75f}) {
            Tensor x = Tensor.of(new float[] {constant, constant}, 1, 2);
            assertThat(values(seen(scheme, x), x)[0]).isCloseTo(constant, within(1e-2f));
        }
    }

    @Test
    void zeroIsExactlyZero() {
        for (Scheme scheme : new Scheme[] {Scheme.SYMMETRIC, Scheme.ASYMMETRIC, Scheme.ASYMMETRIC.nudged()}) {
            ActivationQuantizer quantizer = seen(scheme, gaussian(4, 9, 2));
            assertThat(values(quantizer, Tensor.zeros(2, 3))).containsOnly(0);
            assertThat(quantizer.grid().code(0)).isEqualTo(quantizer.grid().zeroPoint());
        }
    }

    @Test
    void theRangeIsTheMovingAverageInClosedForm() {
        float[] highs = {1, 3, 2, 5};
        Tensor[] batches = new Tensor[highs.length];
        double expected = highs[0];
        for (int i = 0; i < highs.length; i++) {
            batches[i] = Tensor.of(new float[] {-highs[i], highs[i]}, 1, 2);
            expected = i == 0 ? expected : .9 * expected + .1 * highs[i];
        }
        ActivationQuantizer quantizer = seen(Scheme.ASYMMETRIC.decay(.9f), batches);
        assertThat((double) quantizer.range().high()).isCloseTo(expected, within(1e-6));
        assertThat((double) quantizer.range().low()).isCloseTo(-expected, within(1e-6));
    }

    /** Q8BERT: t begins with the first batch's max|x|, then t = t - (1 - 0.9999) (t - max|x|). */
    @Test
    void symmetricWithDecayIsTheThresholdOfQ8Bert() {
        Tensor[] batches = new Tensor[500];
        double sum = 0;
        double first = 0;
        for (int i = 0; i < batches.length; i++) {
            // The larger end changes sides, so that an average of each end would be smaller.
            float largest = 2 + random.nextFloat();
            batches[i] = Tensor.of(new float[] {i % 2 == 0 ? -largest : largest, .5f}, 1, 2);
            first = i == 0 ? largest : first;
            sum += i == 0 ? 0 : 1e-4 * Math.pow(0.9999, batches.length - 1.0 - i) * largest;
        }
        ActivationQuantizer quantizer = seen(Scheme.SYMMETRIC.decay(.9999f), batches);
        double closed = Math.pow(0.9999, batches.length - 1.0) * first + sum;
        assertThat((double) quantizer.range().high()).isCloseTo(closed, within(2e-5));
        assertThat(quantizer.range().low()).isEqualTo(-quantizer.range().high());
        assertThat(quantizer.grid().scale()).isEqualTo(quantizer.range().high() / 127.0);
    }

    @Test
    void aFrozenRangeStaysAndInferenceNeverMovesIt() {
        ActivationQuantizer quantizer = seen(Scheme.ASYMMETRIC, gaussian(3, 5, 0));
        Range before = quantizer.range();
        values(quantizer, gaussian(3, 5, 50));
        assertThat(quantizer.range()).isEqualTo(before);
        quantizer.freeze();
        try (Tape tape = Tape.forTraining(1)) {
            quantizer.apply(tape, gaussian(3, 5, 50));
        }
        assertThat(quantizer.range()).isEqualTo(before);
    }

    @Test
    void aRestoredRangeGivesTheSameBits() {
        Tensor x = gaussian(17, 23, 1);
        ActivationQuantizer quantizer = seen(Scheme.ASYMMETRIC, x, gaussian(17, 23, 0));
        ActivationQuantizer restored = new ActivationQuantizer("here", Bits.INT8, Scheme.ASYMMETRIC);
        restored.restore(quantizer.range());
        assertThat(values(restored, x)).isEqualTo(values(quantizer, x));
    }

    @Test
    void accumulatorsAreRequantizedByIntegersAlone() {
        float scale = 3.7e-4f;
        float[] acc = new float[5000];
        for (int i = 0; i < acc.length; i++) {
            acc[i] = random.nextInt(20_000) - 8_000;
        }
        Tensor x = Tensor.ofCodes(acc, 50, 100, scale);
        ActivationQuantizer quantizer = seen(Scheme.ASYMMETRIC, gaussian(9, 9, .5f));
        Grid grid = quantizer.grid();
        Requantizer ratio = Requantizer.between(scale, (float) grid.scale());
        try (Tape tape = Tape.forInference()) {
            Tensor output = quantizer.apply(tape, x);
            for (int i = 0; i < acc.length; i++) {
                int code = ratio.apply((int) acc[i], grid.zeroPoint(), grid.lowest(), grid.highest());
                assertThat(output.data().get(i)).isEqualTo(code - grid.zeroPoint());
            }
        }
    }

    @Test
    void theGradientIsOneInsideTheRangeEndsIncludedAndZeroOutside() {
        ActivationQuantizer quantizer = new ActivationQuantizer("here", Bits.INT8, Scheme.ASYMMETRIC);
        quantizer.restore(new Range(-1, 2));
        Tensor x = Tensor.of(new float[] {-1.1f, -1, 0, 2, 2.1f}, 1, 5).requireGradient();
        try (Tape tape = Tape.forTraining(1)) {
            Tensor output = quantizer.apply(tape, x);
            Tensor loss = tape.allocate(1, 1);
            tape.record(() -> output.gradient().put(0, new float[] {1, 2, 3, 4, 5}));
            tape.backward(loss);
        }
        float[] gradient = new float[5];
        x.gradient().get(0, gradient);
        assertThat(gradient).containsExactly(0, 2, 3, 4, 0);
    }

    @Test
    void errorsSayWhatToDo() {
        ActivationQuantizer quantizer = new ActivationQuantizer("encoder.0.input", Bits.INT8, Scheme.ASYMMETRIC);
        assertThatThrownBy(() -> values(quantizer, Tensor.zeros(1, 1)))
                .hasMessageContaining("encoder.0.input")
                .hasMessageContaining("fit the model first");
        assertThatThrownBy(Scheme.SYMMETRIC::nudged).hasMessageContaining("asymmetric.nudged()");
        assertThatThrownBy(() -> new Bits(16)).hasMessageContaining("int8");
        assertThatThrownBy(() -> Scheme.parse("assymetric")).hasMessageContaining("Write symmetric or asymmetric");
        assertThatThrownBy(() -> Scheme.ASYMMETRIC.decay(1)).hasMessageContaining("0.99");
    }
}
