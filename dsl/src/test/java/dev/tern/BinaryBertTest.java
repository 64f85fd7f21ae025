package dev.tern;

import static dev.tern.Dsl.TWN;
import static dev.tern.Dsl.asymmetric;
import static dev.tern.Dsl.int8;
import static dev.tern.Dsl.mebibytes;
import static dev.tern.Dsl.model;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.tern.datasets.Dataset;
import dev.tern.nn.BertClassifier;
import dev.tern.quant.Bits;
import dev.tern.quant.Bwn;
import dev.tern.tensor.Precision;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import jdk.jshell.JShell;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** BinaryBERT on a tiny network: half width, ternary, split, binary; and the same under a size. */
public class BinaryBertTest {
    /** Trained once for all tests. */
    private static final class Holder {
        static final Model HALF = trained(model(Toy.teacher().halfWidth())).fit(Toy.data());
        static final Model TERNARY =
                trained(model().ternarize(TWN).distillFrom(HALF)).fit(Toy.data());
        static final BinaryBert.Stages STAGES =
                BinaryBert.BINARY_BERT.epochs(6).batch(16).learningRate(2e-3).fit(Toy.teacher(), Toy.data());
    }

    private static Recipe trained(Recipe recipe) {
        return recipe.epochs(6).batch(16).learningRate(2e-3);
    }

    private static double accuracy(Model model) {
        return model.accuracy(Toy.data().test());
    }

    private static float[][] logits(Predictor model) {
        return model.evaluate(Toy.data().test()).logits();
    }

    @Test
    void halfTheHeadsAndNeuronsLearnTheTask() {
        assertThat(((BertClassifier) Holder.HALF.network()).shape())
                .isEqualTo(((BertClassifier) Toy.teacher().network()).shape().inner(1, 64));
        assertThat(Holder.HALF.toString()).contains("1 head of 16, feed-forward 64");
        assertThat(accuracy(Holder.HALF)).isGreaterThan(0.9);
    }

    @Test
    void theSplitModelSaysWhatTheTernaryOneSaid() {
        Model split = Holder.TERNARY.split().binarized(Toy.data());
        assertThat(split.toString()).contains("split into halves");
        float[][] expected = logits(Holder.TERNARY);
        float[][] actual = logits(split);
        for (int row = 0; row < expected.length; row++) {
            for (int k = 0; k < expected[row].length; k++) {
                assertThat(actual[row][k]).isCloseTo(expected[row][k], within(2e-5f));
            }
        }
    }

    @Test
    void withQuantizedActivationsItSaysTheSameUpToTheirSteps() {
        Model ternary = Holder.STAGES.ternary();
        Model split = ternary.split().binarized(Toy.data());
        assertThat(split.evaluate(Toy.data().test())
                        .agreement(ternary.evaluate(Toy.data().test())))
                .isGreaterThan(0.97);
        assertThat(logits(split.integer())).isDeepEqualTo(logits(split));
    }

    @Test
    void theBinaryModelIsFineTunedAndRunOnIntegers() {
        Model binary = Holder.STAGES.binary();
        assertThat(accuracy(binary)).isGreaterThan(0.85);
        assertThat(logits(binary.integer())).isDeepEqualTo(logits(binary));
        assertThat(binary.layer("encoder.1.key.split").codes()[0]).containsAnyOf(new byte[] {1, -1});
        assertThat(((BertClassifier) binary.network()).splitLayers()).hasSize(14);
        assertThat(binary.integer().trace().stringColumn("operation").asList())
                .contains("encoder.0.query + encoder.0.query.split");
    }

    @Test
    void theBinaryModelIsSavedInOneBitAWeightAndReadBack(@TempDir Path folder) throws IOException {
        for (Model binary :
                List.of(Holder.STAGES.binary(), Holder.STAGES.ternary().split().binarized(Toy.data()))) {
            Path file = folder.resolve("binary.safetensors");
            binary.save(file);
            Model loaded = Dsl.load(file);
            assertThat(loaded.toString()).contains("split into halves");
            assertThat(logits(loaded)).isDeepEqualTo(logits(binary));
            assertThat(logits(loaded.integer())).isDeepEqualTo(logits(binary));
            Path ternary = folder.resolve("ternary.safetensors");
            Holder.STAGES.ternary().save(ternary);
            // Two halves of one bit are as many bits as one ternary matrix of two; each half brings its own scales and
            // name.
            long words = ((BertClassifier) binary.network()).shape().vocabulary();
            assertThat(Files.size(file) - Files.size(ternary)).isBetween(4 * words, 4 * words + 14 * 400);
        }
    }

    @Test
    void aTernaryModelFromAFileSplitsAsWell(@TempDir Path folder) {
        Path file = folder.resolve("ternary.safetensors");
        Holder.TERNARY.save(file);
        float[][] expected = logits(Holder.TERNARY);
        float[][] actual = logits(Dsl.load(file).split().binarized(Toy.data()));
        for (int row = 0; row < expected.length; row++) {
            assertThat(actual[row][0]).isCloseTo(expected[row][0], within(2e-5f));
        }
    }

    @Test
    void underASizeOnlyWhatFitsIsSplit() {
        Model ternary = Holder.TERNARY;
        List<String> all = ternary.split().layers(Toy.data());
        assertThat(ternary.split(mebibytes(1)).layers(Toy.data())).isSubsetOf(all);
        double size = size(ternary.split().binarized(Toy.data()));
        for (double share : new double[] {0.985, 0.99, 0.995, 1}) {
            Model some = ternary.split(mebibytes(share * size / 1048576)).binarized(Toy.data());
            assertThat(size(some)).isLessThanOrEqualTo(share * size + 1);
        }
        assertThatThrownBy(() -> ternary.split(mebibytes(0.001)).layers(Toy.data()))
                .hasMessageContaining("too small")
                .hasMessageContaining("mebibytes(");
    }

    /** Bytes of codes, scales and fp32 numbers. */
    private static double size(Model model) {
        double matrices = model.layers().longColumn("size").sum();
        long rest = 0;
        for (var p : model.network().parameters()) {
            rest += p.kind().decays() ? 0 : 4L * p.value().size();
        }
        return matrices + rest;
    }

    @Test
    void aPartlySplitModelIsFineTunedAndRunsOnIntegers() {
        Model ternary = Holder.STAGES.ternary();
        double size = size(ternary.split().binarized(Toy.data())) * 0.99;
        Model some = trained(model(ternary.split(mebibytes(size / 1048576)))
                        .binarize(Bwn.BWN)
                        .distillFrom(Holder.STAGES.half())
                        .activations(int8, asymmetric))
                .epochs(1)
                .fit(Toy.data());
        assertThat(size(some)).isLessThanOrEqualTo(size);
        assertThat(logits(some.integer())).isDeepEqualTo(logits(some));
    }

    @Test
    void fourBitActivationsGoWithReluAndLearnedSteps() {
        BinaryBert four = BinaryBert.BINARY_BERT
                .activations(Bits.INT4)
                .epochs(2)
                .batch(16)
                .learningRate(2e-3);
        assertThat(four).hasToString("BinaryBERT.activations(int4).epochs(2).batch(16).learningRate(0.002)");
        assertThat(four.words(Toy.teacher())).contains("halfWidth().relu()", ".activations(int4, LSQ)");
        BinaryBert.Stages stages = four.fit(Toy.teacher(), Toy.data());
        assertThat(stages.binary().toString()).contains("ReLU", "split into halves");
        assertThat(logits(stages.binary().integer())).isDeepEqualTo(logits(stages.binary()));
    }

    @Test
    void theActivationsOfThePublishedCodeTrainButDoNotRunOnIntegers() {
        BinaryBert published = BinaryBert.BINARY_BERT.asPublished().epochs(1).batch(16);
        assertThat(published.words(Toy.teacher()))
                .contains("symmetric.dynamic().learnedClip()", "asymmetric.floatOffset().dynamic().learnedClip()");
        Model binary = published.fit(Toy.teacher(), Toy.data()).binary();
        assertThat(logits(binary)[0]).doesNotContain(Float.NaN);
        assertThatThrownBy(binary::integer).hasMessageContaining("integer program");
        assertThat(BinaryBert.BINARY_BERT.asPublished().activations(Bits.INT4).words(Toy.teacher()))
                .contains("LSQ.fromMinimum()");
    }

    @Test
    void whatCannotBeSplitSaysWhatToDo() {
        assertThatThrownBy(() -> Toy.teacher().split()).hasMessageContaining(".ternarize(TWN)");
        assertThatThrownBy(() -> Holder.STAGES.binary().split()).hasMessageContaining(".ternarize(TWN)");
        assertThatThrownBy(() -> Toy.teacher().width(0)).hasMessageContaining("width(0.0)");
        assertThatThrownBy(() -> mebibytes(-1)).hasMessageContaining("mebibytes(-1.0)");
    }

    @Test
    void itPrintsAsTheWordsItStandsFor() {
        assertThat(BinaryBert.BINARY_BERT.epochs(2)).hasToString("BinaryBERT.epochs(2)");
        assertThat(BinaryBert.BINARY_BERT
                        .tokens(32)
                        .precision(Precision.FAST)
                        .seed(7)
                        .half(Toy.teacher()))
                .asString()
                .contains(".seed(7)", ".tokens(32)", ".precision(fast)");
        String imitation = ".distillFrom(half).imitate(hidden.and(attention).rateTimes(2.5), logits)";
        String activations = ".activations(int8, symmetric.learnedClip())"
                + ".activations(int8, asymmetric.learnedClip()).forLayers(\"*.probabilities\", \"*.feedForwardOut.input\")";
        assertThat(BinaryBert.BINARY_BERT.epochs(2).words(Toy.teacher()).split("\n"))
                .containsExactly(
                        "var half = model(teacher.halfWidth()).distillFrom(teacher).imitate(logits.and(hidden)).epochs(2)"
                                + ".fit(data);",
                        "var ternary = model().ternarize(TWN)" + imitation + activations + ".epochs(2).fit(data);",
                        "var binary = model(ternary.split()).binarize(BWN)" + imitation + activations
                                + ".epochs(2).fit(data);");
        assertThat(Holder.STAGES.binary().code()).startsWith("model(student.split()).binarize(BWN)");
    }

    /** For JShell, whose snippets cannot see a test's variables. */
    public static Dataset data() {
        return Toy.data();
    }

    /** As {@link #data}: a model's logits on the test rows, in one number. */
    public static int fingerprint(Model model) {
        return Arrays.deepHashCode(logits(model));
    }

    @Test
    void theWordsItStandsForMakeTheSameModels() {
        BinaryBert method = BinaryBert.BINARY_BERT
                .within(mebibytes(0.2))
                .epochs(1)
                .batch(16)
                .seed(3);
        BinaryBert.Stages stages = method.fit(Toy.teacher(), Toy.data());
        try (JShell shell = JShell.builder().executionEngine("local").build()) {
            shell.addToClasspath(System.getProperty("java.class.path"));
            shell.eval("import static dev.tern.Dsl.*;");
            shell.eval("dev.tern.Model teacher = dev.tern.RecipeTest.teacher();");
            shell.eval("dev.tern.datasets.Dataset data = dev.tern.BinaryBertTest.data();");
            assertThat(value(shell, "String.valueOf(" + method + ")")).isEqualTo('"' + method.toString() + '"');
            for (String line : method.words(Toy.teacher()).split("\n")) {
                shell.eval(line);
            }
            for (Map.Entry<String, Model> stage : Map.of(
                            "half", stages.half(), "ternary", stages.ternary(), "binary", stages.binary())
                    .entrySet()) {
                assertThat(value(shell, "dev.tern.BinaryBertTest.fingerprint(" + stage.getKey() + ")"))
                        .isEqualTo(String.valueOf(fingerprint(stage.getValue())));
            }
        }
    }

    private static String value(JShell shell, String code) {
        return String.valueOf(shell.eval(code).get(0).value());
    }
}
