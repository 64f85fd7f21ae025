package dev.tern;

import static dev.tern.Dsl.asymmetric;
import static dev.tern.Dsl.binary;
import static dev.tern.Dsl.int2;
import static dev.tern.Dsl.int4;
import static dev.tern.Dsl.int8;
import static dev.tern.Dsl.model;
import static dev.tern.Dsl.perGroup;
import static dev.tern.Dsl.perRow;
import static dev.tern.Dsl.symmetric;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession.SessionOptions.OptLevel;
import dev.tern.datasets.Split;
import dev.tern.nn.Batch;
import dev.tern.train.Examples;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** ONNX Runtime, which knows nothing of Tern, judges what was exported. */
class OnnxExportTest {
    private static final Split FEW = Toy.split("few", 64, 7);

    @TempDir
    Path folder;

    /** How far apart two runs of one model are. */
    private record Distance(double logits, int otherLabels) {}

    /** Compares in batches of 1, 2, ... rows, whose lengths differ. */
    private Distance distance(Model model, Split split, OptLevel level) throws OrtException {
        Path file = folder.resolve("model.onnx");
        model.exportOnnx(file);
        float[][] ours = model.evaluate(split).logits();
        Examples examples = model.read(split);
        double largest = 0;
        int others = 0;
        try (OnnxRuntime runtime = new OnnxRuntime(file, level)) {
            for (int from = 0, size = 1; from < examples.size(); from += size, size = size % 7 + 1) {
                int[] rows = IntStream.range(from, Math.min(examples.size(), from + size))
                        .toArray();
                Batch batch = examples.batch(rows);
                float[][] theirs = runtime.logits(batch);
                assertThat(theirs).hasNumberOfRows(rows.length);
                for (int i = 0; i < rows.length; i++) {
                    others += highest(ours[rows[i]]) == highest(theirs[i]) ? 0 : 1;
                    for (int c = 0; c < theirs[i].length; c++) {
                        largest = Math.max(largest, Math.abs(theirs[i][c] - ours[rows[i]][c]));
                    }
                }
            }
        }
        return new Distance(largest, others);
    }

    private static int highest(float[] logits) {
        int best = 0;
        for (int i = 1; i < logits.length; i++) {
            best = logits[i] > logits[best] ? i : best;
        }
        return best;
    }

    private static Recipe quick() {
        return model(Toy.teacher()).epochs(1).batch(16).learningRate(1e-3);
    }

    static Stream<Model> floatActivations() {
        return Stream.of(
                Toy.teacher(),
                model(Dsl.bert().layers(1).width(12).heads(3).vocabulary(100).relu())
                        .epochs(1)
                        .tokens(12)
                        .fit(FEW),
                quick().ternarize(Dsl.TWN).fit(FEW),
                quick().binarize(Dsl.BWN).fit(FEW),
                quick().weights(int4, asymmetric, perRow).fit(FEW),
                quick().weights(int8, asymmetric).fit(FEW),
                quick().weights(int8)
                        .forLayers("embeddings.position", "embeddings.type", "classifier")
                        .fit(FEW),
                model(Toy.student().split()).binarize(Dsl.BWN).epochs(1).fit(FEW),
                model(Dsl.mlp(16, 9))
                        .weights(int4)
                        .epochs(1)
                        .fit(Dsl.digits().train().take(64)));
    }

    /** The same real numbers, added up in another order: as close as fp32 sums are. */
    @ParameterizedTest
    @MethodSource("floatActivations")
    void weightsArriveWithEveryBit(Model model) throws OrtException {
        Split split = model.reader() instanceof Reader.Text
                ? Toy.data().test()
                : Dsl.digits().test().take(50);
        Distance distance = distance(model, split, OptLevel.NO_OPT);
        assertThat(distance.logits).isLessThan(2e-5);
        assertThat(distance.otherLabels).isZero();
    }

    static Stream<Model> integerActivations() {
        return Stream.of(
                Toy.student(),
                quick().ternarize(Dsl.TWN).activations(int8, symmetric).fit(FEW),
                quick().weights(int8).activations(int8, symmetric).fit(FEW),
                quick().weights(int8, asymmetric, perRow)
                        .activations(int8, asymmetric)
                        .fit(FEW),
                quick().weights(int4).activations(int4, asymmetric).fit(FEW),
                quick().weights(Dsl.LSQ.bits(int2)).activations(int8, Dsl.LSQ).fit(FEW),
                model(Toy.student().split())
                        .binarize(Dsl.BWN)
                        .activations(int8, asymmetric)
                        .epochs(1)
                        .fit(FEW),
                model(Dsl.mlp(16, 9))
                        .weights(int8)
                        .activations(int8, asymmetric)
                        .epochs(2)
                        .fit(Dsl.digits().train().take(200)));
    }

    /** A real number between two codes may fall to the other side; a step or two of the last layer is what that does. */
    @ParameterizedTest
    @MethodSource("integerActivations")
    void labelsAreThoseOfTheStudent(Model model) throws OrtException {
        Split split = model.reader() instanceof Reader.Text
                ? Toy.data().test()
                : Dsl.digits().test().take(50);
        Distance distance = distance(model, split, OptLevel.NO_OPT);
        assertThat(distance.logits).isLessThan(0.05);
        assertThat(distance.otherLabels).isZero();
    }

    /** Ternary weights only: with others ONNX Runtime's fused products saturate on processors without VNNI. */
    @Test
    void labelsStayWhenTheRuntimeFuses() throws OrtException {
        Distance distance = distance(Toy.student(), Toy.data().test(), OptLevel.ALL_OPT);
        assertThat(distance.logits).isLessThan(0.05);
        assertThat(distance.otherLabels).isZero();
    }

    @Test
    void whatOnnxCannotSayIsRefusedAndWritesNothing() {
        Path file = folder.resolve("none.onnx");
        for (Model model : List.of(
                quick().ternarize(Dsl.TWN)
                        .activations(int8, asymmetric.dynamic())
                        .fit(FEW),
                quick().ternarize(Dsl.TWN)
                        .activations(int8, asymmetric.floatOffset())
                        .fit(FEW),
                quick().binarize(Dsl.BWN).activations(binary).fit(FEW))) {
            assertThatThrownBy(() -> model.exportOnnx(file))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("encoder.0.input")
                    .hasMessageEndingWith("activations(int8, asymmetric).");
        }
        Model groups = quick().weights(int4, asymmetric, perGroup(8)).fit(FEW);
        assertThatThrownBy(() -> groups.exportOnnx(file))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("perChannel");
        Model whole = quick().ternarize(Dsl.TWN)
                .activations(int8, asymmetric)
                .arithmetic(Dsl.integer)
                .fit(FEW);
        assertThatThrownBy(() -> whole.exportOnnx(file)).hasMessageContaining("arithmetic(mixed)");
        assertThat(Files.exists(file)).isFalse();
    }
}
