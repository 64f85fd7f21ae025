package dev.tern;

import static dev.tern.Dsl.KDLSQ;
import static dev.tern.Dsl.LSQ;
import static dev.tern.Dsl.LSQ_PLUS;
import static dev.tern.Dsl.asymmetric;
import static dev.tern.Dsl.symmetric;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tern.nn.Network;
import dev.tern.nn.Parameter;
import dev.tern.quant.ActivationQuantizer;
import dev.tern.quant.Bits;
import dev.tern.quant.Codes;
import dev.tern.quant.LearnedStepMethod;
import dev.tern.quant.Scheme;
import dev.tern.train.Evaluation;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Students with learned steps train, are saved and loaded bit for bit, and run on integers bit for bit. */
class LearnedStudentTest {
    static Stream<Arguments> formats() {
        Bits four = new Bits(4);
        Bits eight = new Bits(8);
        return Stream.of(
                Arguments.of(LSQ.bits(new Bits(2)), eight, LSQ.scheme()),
                Arguments.of(LSQ, four, LSQ.scheme()),
                Arguments.of(KDLSQ.bits(new Bits(2)), eight, KDLSQ.scheme()),
                Arguments.of(KDLSQ, four, KDLSQ.scheme()),
                Arguments.of(LSQ_PLUS, four, LSQ_PLUS.scheme()),
                Arguments.of(LSQ.bits(eight), eight, asymmetric.learnedClip()),
                Arguments.of(LSQ.bits(new Bits(3)), new Bits(6), symmetric.learnedClip()));
    }

    private static Recipe recipe(LearnedStepMethod weights, Bits bits, Scheme scheme) {
        return Dsl.model()
                .weights(weights)
                .distillFrom(Toy.teacher())
                .activations(bits, scheme)
                .epochs(6)
                .batch(16)
                .learningRate(2e-3);
    }

    @ParameterizedTest(name = "{0}, {1} {2}")
    @MethodSource("formats")
    void trainsIsReadBackAndRunsOnIntegers(LearnedStepMethod weights, Bits bits, Scheme scheme, @TempDir Path folder) {
        Model student = recipe(weights, bits, scheme).fit(Toy.data());
        Evaluation evaluation = student.evaluate(Toy.data().test());
        assertThat(student.accuracy(Toy.data().test())).isGreaterThan(0.85);

        Path file = folder.resolve("student.safetensors");
        student.save(file);
        Model loaded = Dsl.load(file);
        assertThat(loaded.evaluate(Toy.data().test()).logits()).isDeepEqualTo(evaluation.logits());
        assertThat(loaded.integer().evaluate(Toy.data().test()).logits()).isDeepEqualTo(evaluation.logits());
    }

    static Stream<Scheme> simulated() {
        return Stream.of(
                LSQ.fromMinimum(),
                LSQ_PLUS.floatOffset(),
                symmetric.dynamic(),
                symmetric.dynamic().learnedClip(),
                asymmetric.floatOffset().dynamic().clip(2.5f),
                asymmetric.floatOffset().dynamic().learnedClip());
    }

    /** Schemes that integers cannot run keep what they need in the file, and say why they cannot. */
    @ParameterizedTest
    @MethodSource("simulated")
    void simulatedActivationsAreReadBack(Scheme scheme, @TempDir Path folder) {
        Model student = recipe(LSQ, new Bits(4), scheme).epochs(1).fit(Toy.data());
        Path file = folder.resolve("student.safetensors");
        student.save(file);
        assertThat(Dsl.load(file).evaluate(Toy.data().test()).logits())
                .isDeepEqualTo(student.evaluate(Toy.data().test()).logits());
        assertThatThrownBy(student::integer).hasMessageContaining(scheme.toString());
    }

    /** Steps and ranges are where training took them, not where they began. */
    @ParameterizedTest(name = "{0}, {1} {2}")
    @MethodSource("formats")
    void whatIsLearnedMoves(LearnedStepMethod weights, Bits bits, Scheme scheme) {
        Network network =
                recipe(weights, bits, scheme).epochs(1).fit(Toy.data()).network();
        for (Parameter p : network.quantizable()) {
            Codes codes = Objects.requireNonNull(network.quantization().codes(p.name()));
            assertThat(codes.scales())
                    .as(p.name())
                    .isNotEqualTo(weights.codes(p.value()).scales());
            assertThat(Arrays.stream(wide(codes.scales()))).allMatch(scale -> scale > 0);
        }
        for (String place : network.places()) {
            ActivationQuantizer quantizer =
                    Objects.requireNonNull(network.quantization().activation(place));
            assertThat(quantizer.isFrozen()).isTrue();
            assertThat(quantizer.range().high())
                    .as(place)
                    .isGreaterThan(quantizer.range().low());
        }
    }

    private static double[] wide(float[] values) {
        double[] wide = new double[values.length];
        Arrays.setAll(wide, i -> values[i]);
        return wide;
    }
}
