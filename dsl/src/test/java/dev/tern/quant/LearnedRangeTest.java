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
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The laws of activations whose range is learned: LSQ, LSQ+, KDLSQ and PACT's limits. */
class LearnedRangeTest {
    private static final int[][] SHAPES = {{1, 1}, {1, 5}, {5, 1}, {3, 7}, {7, 900}};

    private final Random random = new Random(8);

    static Stream<Scheme> schemes() {
        return Stream.of(
                Lsq.LSQ.scheme(),
                Lsq.LSQ.fromMinimum(),
                LsqPlus.LSQ_PLUS.scheme(),
                LsqPlus.LSQ_PLUS.floatOffset(),
                KdLsq.KDLSQ.scheme(),
                Scheme.SYMMETRIC.learnedClip(),
                Scheme.ASYMMETRIC.learnedClip(),
                Scheme.SYMMETRIC.dynamic().learnedClip(),
                Scheme.ASYMMETRIC.floatOffset().dynamic().learnedClip());
    }

    static Stream<Arguments> formats() {
        return schemes().flatMap(scheme -> Stream.of(2, 3, 4, 6, 8).map(bits -> Arguments.of(scheme, new Bits(bits))));
    }

    private float[] gaussians(int size, float shift) {
        float[] values = new float[size];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian() + shift;
        }
        return values;
    }

    private Tensor gaussian(int rows, int columns, float shift) {
        return Tensor.of(gaussians(rows * columns, shift), rows, columns);
    }

    private static float[] through(ActivationQuantizer quantizer, Tensor x, float[] upstream) {
        try (Tape tape = Tape.forTraining(1)) {
            Tensor output = quantizer.apply(tape, x);
            Tensor loss = tape.allocate(1, 1);
            tape.record(() -> output.gradient().put(0, upstream));
            float[] values = output.toFloats();
            tape.backward(loss);
            return values;
        }
    }

    private static float[] values(ActivationQuantizer quantizer, Tensor x) {
        try (Tape tape = Tape.forInference()) {
            return quantizer.apply(tape, x).toFloats();
        }
    }

    private static float[] gradient(Tensor parameter) {
        float[] gradient = new float[parameter.size()];
        parameter.gradient().get(0, gradient);
        return gradient;
    }

    private static Tensor learned(ActivationQuantizer quantizer) {
        return quantizer.learned().get(0).value();
    }

    private static void scale(Tensor value, double factor) {
        for (int i = 0; i < value.size(); i++) {
            value.data().put(i, (float) (value.data().get(i) * factor));
        }
    }

    static Stream<Arguments> stepFormats() {
        return formats().filter(arguments -> !arguments.get()[0].toString().contains("learnedClip"));
    }

    @ParameterizedTest
    @MethodSource("stepFormats")
    void gradientsAreThoseOfTheSurrogateWithFrozenRounding(Scheme scheme, Bits bits) {
        for (int[] shape : SHAPES) {
            gradients(scheme, bits, gaussian(shape[0], shape[1], .3f));
            float[] accumulators = new float[shape[0] * shape[1]];
            for (int i = 0; i < accumulators.length; i++) {
                accumulators[i] = random.nextInt(20_000) - 8_000;
            }
            gradients(scheme, bits, Tensor.ofCodes(accumulators, shape[0], shape[1], 3.7e-4f));
        }
    }

    private void gradients(Scheme scheme, Bits bits, Tensor x) {
        x.requireGradient();
        ActivationQuantizer quantizer = new ActivationQuantizer("here", bits, scheme);
        float[] upstream = gaussians(x.size(), 0);
        through(quantizer, x, upstream);
        Tensor value = learned(quantizer);
        boolean isClip = scheme.equals(KdLsq.KDLSQ.scheme());
        boolean isPlus = value.size() == 2;
        boolean fromMinimum = scheme.equals(Lsq.LSQ.fromMinimum());
        scale(value, .8);
        value.clearGradient();
        x.clearGradient();
        through(quantizer, x, upstream);

        Grid grid = quantizer.grid();
        if (fromMinimum) {
            grid = grid.from(Range.of(x).low());
        }
        double offset = isPlus ? quantizer.range().low() : grid.offset();
        double s = grid.scale();
        double factor = isClip ? 1.0 / bits.magnitude() : 1 / Math.sqrt((double) x.size() * grid.highest());
        double byStep = 0;
        double byOffset = 0;
        double magnitude = 0;
        float[] real = x.toFloats();
        float[] passed = gradient(x);
        for (int i = 0; i < real.length; i++) {
            Surrogate f = new Surrogate(real[i], grid, offset, isPlus && scheme.isInteger(), isClip || fromMinimum);
            double h = s * 1e-3;
            byStep += factor * upstream[i] * (f.at(s + h, offset) - f.at(s - h, offset)) / (2 * h);
            byOffset += factor * upstream[i] * (f.at(s, offset + h) - f.at(s, offset - h)) / (2 * h);
            magnitude += factor * Math.abs(upstream[i]) * grid.highest();
            boolean inside = real[i] > grid.low() && real[i] < grid.high();
            boolean atAnEnd = Math.abs(real[i] - grid.low()) < 1e-5 * s || Math.abs(real[i] - grid.high()) < 1e-5 * s;
            if (!atAnEnd) {
                assertThat(passed[i]).isEqualTo(inside ? upstream[i] : 0);
            }
        }
        assertThat((double) gradient(value)[0]).isCloseTo(byStep, within(1e-5 + 1e-5 * magnitude));
        if (isPlus) {
            assertThat((double) gradient(value)[1]).isCloseTo(byOffset, within(1e-5 + 1e-5 * magnitude));
        }
    }

    @Test
    void limitsLearnFromWhatLiesAtAndBeyondThem() {
        for (Scheme scheme :
                schemes().filter(s -> s.toString().contains("learnedClip")).toList()) {
            Tensor x = Tensor.of(new float[] {-3, -2.5f, -2.4f, 0, 2.4f, 2.5f, 7}, 1, 7)
                    .requireGradient();
            ActivationQuantizer quantizer = new ActivationQuantizer("here", Bits.INT8, scheme);
            float[] values = through(quantizer, x, new float[] {1, 2, 4, 8, 16, 32, 64});
            assertThat(gradient(x)).containsExactly(0, 0, 4, 8, 16, 0, 0);
            assertThat(gradient(learned(quantizer))).containsExactly(3, 96);
            for (int end : new int[] {0, 1, 5, 6}) {
                assertThat(values[end]).isCloseTo(end < 3 ? -2.5f : 2.5f, within(5f / 255));
            }
        }
    }

    @Test
    void aLimitHoldsOnItsOwnSideOfASymmetricGrid() {
        for (Scheme scheme : schemes()
                .filter(s -> s.toString().matches("symmetric.*learnedClip.*"))
                .toList()) {
            ActivationQuantizer quantizer = new ActivationQuantizer("here", Bits.INT8, scheme);
            learned(quantizer).data().put(0, -1);
            Tensor x = Tensor.of(new float[] {-2, -1, 0, 2, 9}, 1, 5);
            through(quantizer, x, new float[5]);
            float[] expected = values(quantizer, x);
            assertThat(expected[0]).isEqualTo(expected[1]).isCloseTo(-1, within(.02f));
            assertThat(expected[4]).isCloseTo(2.5f, within(.02f));
            quantizer.freeze();
            ActivationQuantizer restored = new ActivationQuantizer("here", Bits.INT8, scheme);
            restored.restore(quantizer.range());
            assertThat(values(restored, x)).isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @MethodSource("formats")
    void theFirstBatchBeginsAndOnlyUpdatesMoveWhatIsLearned(Scheme scheme, Bits bits) {
        ActivationQuantizer quantizer = new ActivationQuantizer("here", bits, scheme);
        Tensor x = gaussian(9, 11, .2f);
        through(quantizer, x, new float[99]);
        float[] before = learned(quantizer).toFloats();
        float[] values = values(quantizer, x);
        through(quantizer, gaussian(9, 11, 3), new float[99]);
        assertThat(learned(quantizer).toFloats()).isEqualTo(before);
        boolean tracks = scheme.toString().contains("learnedClip") && !scheme.isDynamic();
        if (!tracks) {
            assertThat(values(quantizer, x)).isEqualTo(values);
        }
        scale(learned(quantizer), .6);
        quantizer.afterStep();
        assertThat(values(quantizer, gaussian(40, 40, 0))).isNotEqualTo(values(quantizer, gaussian(40, 40, 0)));
        float[] trained = values(quantizer, x);
        quantizer.freeze();
        assertThat(values(quantizer, x)).isEqualTo(trained);
        ActivationQuantizer restored = new ActivationQuantizer(
                "here", bits, Scheme.parse(quantizer.scheme().toString()));
        restored.restore(quantizer.range());
        assertThat(values(restored, x)).isEqualTo(trained);
    }

    @ParameterizedTest
    @MethodSource("formats")
    void zeroIsExactlyZeroUnlessTheOffsetIsReal(Scheme scheme, Bits bits) {
        ActivationQuantizer quantizer = new ActivationQuantizer("here", bits, scheme);
        through(quantizer, gaussian(9, 11, .7f), new float[99]);
        scale(learned(quantizer), .83);
        quantizer.afterStep();
        if (scheme.isInteger()) {
            assertThat(values(quantizer, Tensor.zeros(2, 3))).containsOnly(0);
            assertThat(quantizer.grid().code(0)).isEqualTo(quantizer.grid().zeroPoint());
        }
    }

    @ParameterizedTest
    @MethodSource("formats")
    void neitherConstantsNorBrokenUpdatesGiveNaN(Scheme scheme, Bits bits) {
        for (float constant : new float[] {0, .75f, -.75f, 1e-44f, 1e37f}) {
            Tensor x = Tensor.of(new float[] {constant, constant}, 1, 2).requireGradient();
            ActivationQuantizer quantizer = new ActivationQuantizer("here", bits, scheme);
            for (float broken : new float[] {1, 0, -5, Float.NaN}) {
                x.clearGradient();
                assertThat(through(quantizer, x, new float[] {1, -2})).doesNotContain(Float.NaN);
                assertThat(gradient(x)).doesNotContain(Float.NaN);
                assertThat(gradient(learned(quantizer))).doesNotContain(Float.NaN);
                scale(learned(quantizer), broken);
                quantizer.afterStep();
                Range range = quantizer.range();
                assertThat(range.high() - range.low()).isNotNaN().isNotNegative();
            }
        }
    }

    @Test
    void placesWithoutNegativeValuesAreUnsigned() {
        ActivationQuantizer probabilities = new ActivationQuantizer("here", Bits.INT4, Lsq.LSQ.scheme());
        through(probabilities, Tensor.of(new float[] {0, .1f, .9f}, 1, 3), new float[3]);
        assertThat(probabilities.grid().lowest()).isZero();
        assertThat(probabilities.grid().highest()).isEqualTo(15);
        ActivationQuantizer signed = new ActivationQuantizer("here", Bits.INT4, Lsq.LSQ.scheme());
        through(signed, Tensor.of(new float[] {-.1f, .9f}, 1, 2), new float[2]);
        assertThat(signed.grid().lowest()).isEqualTo(-8);
        assertThat(signed.grid().highest()).isEqualTo(7);
    }

    @Test
    void lsqPlusBeginsNoWorseThanMinMax() {
        Tensor x = gaussian(64, 32, .4f);
        for (int bits : new int[] {2, 4, 8}) {
            for (Scheme scheme : new Scheme[] {LsqPlus.LSQ_PLUS.scheme(), LsqPlus.LSQ_PLUS.floatOffset()}) {
                ActivationQuantizer quantizer = new ActivationQuantizer("here", new Bits(bits), scheme);
                double learned = error(x, through(quantizer, x, new float[x.size()]));
                Scheme simple = scheme.isInteger() ? Scheme.ASYMMETRIC : Scheme.ASYMMETRIC.floatOffset();
                ActivationQuantizer minMax = new ActivationQuantizer("here", new Bits(bits), simple);
                assertThat(learned).isLessThanOrEqualTo(1.001 * error(x, through(minMax, x, new float[x.size()])));
            }
        }
    }

    private static double error(Tensor x, float[] values) {
        double sum = 0;
        for (int i = 0; i < values.length; i++) {
            double difference = values[i] - x.data().get(i);
            sum += difference * difference;
        }
        return sum;
    }

    @ParameterizedTest
    @MethodSource("schemes")
    void printsAsWhatParsesBack(Scheme scheme) {
        assertThat(Scheme.parse(scheme.toString())).isEqualTo(scheme).hasToString(scheme.toString());
    }

    @Test
    void whatMeansNothingIsRefused() {
        assertThatThrownBy(() -> Scheme.parse("LSQ.dynamic()")).hasMessageContaining("learns its range");
        assertThatThrownBy(() -> Scheme.parse("LSQ_MINUS")).hasMessageContaining("LSQ_PLUS, KDLSQ");
        assertThatThrownBy(() -> KdLsq.KDLSQ.scheme().nudged()).hasMessageContaining("KDLSQ learns its range");
        ActivationQuantizer dynamic = new ActivationQuantizer("here", Bits.INT8, Scheme.SYMMETRIC.dynamic());
        assertThatThrownBy(dynamic::grid).hasMessageContaining("every batch has a grid of its own");
    }
}
