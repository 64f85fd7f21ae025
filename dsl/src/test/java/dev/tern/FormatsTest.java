package dev.tern;

import static dev.tern.Dsl.TWN;
import static dev.tern.Dsl.asymmetric;
import static dev.tern.Dsl.int2;
import static dev.tern.Dsl.int3;
import static dev.tern.Dsl.int4;
import static dev.tern.Dsl.int6;
import static dev.tern.Dsl.int8;
import static dev.tern.Dsl.model;
import static dev.tern.Dsl.perChannel;
import static dev.tern.Dsl.perGroup;
import static dev.tern.Dsl.symmetric;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tern.io.Safetensors;
import dev.tern.quant.Bwn;
import dev.tern.quant.Codes;
import dev.tern.quant.MinMaxWeights;
import dev.tern.quant.WeightQuantizer;
import java.nio.file.Path;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Weights of every format on the way from training to a file and to integers. */
class FormatsTest {
    static Stream<WeightQuantizer> formats() {
        return Stream.of(
                MinMaxWeights.of(int8, asymmetric),
                MinMaxWeights.of(int6),
                int4.with(asymmetric.mse()).with(perChannel),
                MinMaxWeights.of(int3, symmetric.percentile(0.99)),
                MinMaxWeights.of(int2, asymmetric.nudged()),
                int3.with(asymmetric).with(perGroup(12)),
                TWN.with(perGroup(20)),
                Bwn.BWN);
    }

    private static Recipe recipe(WeightQuantizer weights) {
        return model().weights(weights)
                .distillFrom(Toy.teacher())
                .activations(int8, asymmetric)
                .epochs(1)
                .batch(16)
                .learningRate(1e-3);
    }

    @ParameterizedTest
    @MethodSource("formats")
    void aFileHoldsTheBitsAndGivesThemBack(WeightQuantizer weights, @TempDir Path folder) {
        Model student = recipe(weights).fit(Toy.data());
        float[][] logits = student.evaluate(Toy.data().test()).logits();
        Path file = folder.resolve("model.safetensors");
        student.save(file);
        assertThat(Dsl.load(file).evaluate(Toy.data().test()).logits()).isDeepEqualTo(logits);

        var tensors = Safetensors.read(file).tensors();
        for (String layer : student.network().layers()) {
            var codes = tensors.get(layer + ".weight.codes");
            if (codes != null) {
                int count = student.network().matrix(layer).value().size();
                Codes trained = student.network().quantization().codes(layer + ".weight");
                boolean fiveInAByte = weights.bits() == 2 && isTernary(trained);
                assertThat(codes.toBytes()).hasSize(fiveInAByte ? (count + 4) / 5 : (count * weights.bits() + 7) / 8);
            }
        }

        if (weights.granularity().toString().startsWith("perGroup")) {
            assertThatThrownBy(student::integer)
                    .hasMessageContaining("encoder.0.query")
                    .hasMessageContaining("perChannel");
        } else {
            assertThat(student.integer().evaluate(Toy.data().test()).logits()).isDeepEqualTo(logits);
            assertThat(Dsl.load(file).integer().evaluate(Toy.data().test()).logits())
                    .isDeepEqualTo(logits);
        }
    }

    private static boolean isTernary(Codes codes) {
        return IntStream.range(0, codes.codes().length).allMatch(i -> Math.abs(codes.codes()[i]) <= 1);
    }

    @Test
    void whatMeansNothingForWeightsIsRefused() {
        assertThatThrownBy(() -> model().weights(int4, symmetric.dynamic()))
                .hasMessageContaining("follow batches")
                .hasMessageContaining("weights(int4, symmetric)");
        assertThatThrownBy(() -> model().weights(int4, asymmetric.decay(0.9f)))
                .hasMessageContaining("weights(int4, asymmetric)");
        assertThatThrownBy(() -> model().weights(int4, asymmetric.floatOffset()))
                .hasMessageContaining("zero off the grid");
        assertThatThrownBy(() -> model().activations(int8, asymmetric.mse()))
                .hasMessageContaining("activations(int8, asymmetric)");
        assertThatThrownBy(() -> symmetric.percentile(0.5)).hasMessageContaining("(0.5, 1]");
        assertThatThrownBy(() -> perGroup(0)).hasMessageContaining("perGroup(64)");
    }
}
