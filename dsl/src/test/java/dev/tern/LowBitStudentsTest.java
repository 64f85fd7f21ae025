package dev.tern;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tern.datasets.pretrained.BertShape;
import dev.tern.nn.Batch;
import dev.tern.nn.BertClassifier;
import dev.tern.nn.EmbeddingTraining;
import dev.tern.nn.Network;
import dev.tern.nn.Parameter;
import dev.tern.nn.Quantization;
import dev.tern.quant.Bits;
import dev.tern.quant.WeightQuantizer;
import dev.tern.tensor.AdamW;
import dev.tern.tensor.CrossEntropy;
import dev.tern.tensor.Sequences;
import dev.tern.tensor.Tape;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every method of one and two bits trains a student, and what is saved is what was evaluated. */
class LowBitStudentsTest {
    private static final int TIME = 8;

    static Stream<WeightQuantizer> methods() {
        return Stream.of(
                Dsl.LAT,
                Dsl.LAT.exact(),
                Dsl.STOCHASTIC.fromWeights(),
                Dsl.BWN,
                Dsl.BWN.paperGradient(),
                Dsl.LAB,
                Dsl.LAQ);
    }

    @ParameterizedTest
    @MethodSource("methods")
    void trainsSavesAndLoadsBitForBit(WeightQuantizer method, @TempDir Path folder) {
        Model student = Toy.studentRecipe().weights(method).fit(Toy.data());
        assertThat(student.accuracy(Toy.data().test())).isGreaterThan(0.8);
        float[][] logits = student.evaluate(Toy.data().test()).logits();
        assertThat(student.integer().evaluate(Toy.data().test()).logits()).isDeepEqualTo(logits);
        Path file = folder.resolve("student.safetensors");
        student.save(file);
        assertThat(Dsl.load(file).evaluate(Toy.data().test()).logits()).isDeepEqualTo(logits);
    }

    @Test
    void activationsOfOneBitTrainAndAreSaved(@TempDir Path folder) {
        Model student = Dsl.model()
                .ternarize(Dsl.TWN)
                .distillFrom(Toy.teacher())
                .activations(Dsl.binary)
                .forLayers("*.feedForwardIn.input")
                .epochs(6)
                .batch(16)
                .learningRate(2e-3)
                .fit(Toy.data());
        assertThat(student.accuracy(Toy.data().test())).isGreaterThan(0.8);
        assertThat(student.code()).contains(".activations(binary)");
        Path file = folder.resolve("student.safetensors");
        student.save(file);
        assertThat(Dsl.load(file).evaluate(Toy.data().test()).logits())
                .isDeepEqualTo(student.evaluate(Toy.data().test()).logits());
    }

    @Test
    void oneBitIsForBinaryActivationsOnly() {
        assertThatThrownBy(() -> Dsl.model().activations(Dsl.symmetric)).hasMessageContaining("activations(int8,");
        assertThatThrownBy(() ->
                        Toy.studentRecipe().activations(Dsl.int8, Dsl.binary).fit(Toy.data()))
                .hasMessageContaining("write activations(binary)");
        assertThatThrownBy(() -> Dsl.binary.dynamic()).hasMessageContaining("activations(binary)");
        assertThatThrownBy(() -> Toy.studentRecipe().weights(new Bits(1)).fit(Toy.data()))
                .hasMessageContaining("binarize(BWN)");
    }

    @ParameterizedTest
    @MethodSource("methods")
    void aMatrixOfZerosIsNeverNaN(WeightQuantizer method) {
        BertClassifier start =
                BertClassifier.random(new BertShape(2, 24, 3, 40, 50, 16, 2), 2, EmbeddingTraining.TRAINED, 4);
        Parameter zero = start.quantizable().get(3);
        zero.set(new float[zero.value().size()]);
        Network network = start.copy(Quantization.of(start, method, null), EmbeddingTraining.TRAINED);
        AdamW optimizer = new AdamW(
                AdamW.Settings.BERT,
                network.trained().stream().map(Parameter::value).toList(),
                List.of());
        try (Tape tape = Tape.forTraining(1)) {
            for (int step = 0; step < 3; step++) {
                Batch batch = batch();
                tape.backward(
                        CrossEntropy.hard(tape, network.forward(tape, batch, 0).logits(), batch.labels()));
                optimizer.step(1e-3);
                network.quantization().afterStep(network.trained());
                tape.reset();
            }
        }
        network.quantization().freeze(network);
        for (Parameter p : network.parameters()) {
            assertFinite(p.value().toFloats(), p.name());
        }
        try (Tape tape = Tape.forInference()) {
            assertFinite(network.forward(tape, batch(), 0).logits().toFloats(), "logits");
        }
    }

    private static Batch batch() {
        Random random = new Random(2);
        int[] lengths = {TIME, 5, 3};
        int[] tokens = new int[lengths.length * TIME];
        for (int b = 0; b < lengths.length; b++) {
            for (int t = 0; t < lengths[b]; t++) {
                tokens[b * TIME + t] = 1 + random.nextInt(49);
            }
        }
        return new Batch(
                new Sequences(lengths.length, TIME, lengths),
                tokens,
                new int[tokens.length],
                new float[0],
                new int[] {0, 1, 1},
                lengths);
    }

    private static void assertFinite(float[] values, String what) {
        for (float value : values) {
            assertThat(value).as(what).isFinite();
        }
    }
}
