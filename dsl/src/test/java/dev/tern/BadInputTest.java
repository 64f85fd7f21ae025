package dev.tern;

import static dev.tern.Dsl.TWN;
import static dev.tern.Dsl.asymmetric;
import static dev.tern.Dsl.bert;
import static dev.tern.Dsl.int8;
import static dev.tern.Dsl.mlp;
import static dev.tern.Dsl.model;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tern.datasets.Split;
import dev.tern.io.CorruptFileException;
import dev.tern.train.TrainingException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BadInputTest {
    private static Split texts(List<String> texts, int... labels) {
        return Split.ofTexts("mine", List.of("no", "yes"), texts, null, labels);
    }

    @Test
    void anEmptyDataSet() {
        assertThatThrownBy(() -> model(bert()).fit(texts(List.of()))).hasMessageContaining("no example");
        assertThatThrownBy(() -> Toy.data().train().take(0)).hasMessageContaining("Cannot take 0");
    }

    @Test
    void aLabelOutOfRange() {
        assertThatThrownBy(() -> model(bert()).fit(texts(List.of("a b", "c d"), 0, 2)))
                .hasMessageContaining("label")
                .hasMessageContaining("2");
    }

    @Test
    void aTextWithoutAToken() {
        assertThatThrownBy(() -> model(bert()).fit(texts(List.of("a b", "  "), 0, 1)))
                .hasMessageContaining("no token");
        assertThatThrownBy(() -> Toy.teacher().predict(" ")).hasMessageContaining("no token");
    }

    @Test
    void moreTokensThanPositions() {
        assertThatThrownBy(() -> model(bert()).tokens(513).fit(Toy.data()))
                .hasMessageContaining("512")
                .hasMessageContaining("tokens(");
    }

    @Test
    void aLossThatIsNoNumber() {
        assertThatThrownBy(() -> Toy.teacherRecipe().learningRate(1e30).fit(Toy.data()))
                .isInstanceOf(TrainingException.class)
                .hasMessageContaining("learningRate(");
    }

    @Test
    void aTeacherOfAnotherWidth() {
        assertThatThrownBy(() -> model(bert().layers(2).width(16).heads(2).vocabulary(200))
                        .distillFrom(Toy.teacher())
                        .tokens(16)
                        .fit(Toy.data()))
                .hasMessageContaining("32")
                .hasMessageContaining("16")
                .hasMessageContaining("hidden.regressor()");
    }

    @Test
    void aTeacherOfOtherClasses() {
        Split three = Split.ofTexts(
                "three", List.of("a", "b", "c"), List.of("one", "two", "three"), null, new int[] {0, 1, 2});
        assertThatThrownBy(() -> model().distillFrom(Toy.teacher()).fit(three)).hasMessageContaining("classes");
    }

    @Test
    void integersWithoutQuantizedActivations() {
        assertThatThrownBy(() -> Toy.teacher().integer())
                .hasMessageContaining("Add .activations(int8, asymmetric) to its recipe and fit again.");
    }

    @Test
    void integersFromADynamicRange() {
        Model dynamic = model().ternarize(TWN)
                .distillFrom(Toy.teacher())
                .activations(int8, asymmetric.dynamic())
                .epochs(1)
                .fit(Toy.split("mine", 32, 3));
        assertThatThrownBy(dynamic::integer).hasMessageContaining("dynamic");
    }

    @Test
    void textForAPerceptronAndPixelsForAnEncoder() {
        assertThatThrownBy(() -> model(mlp(8)).fit(Toy.data())).hasMessageContaining("miniLM");
        assertThatThrownBy(() -> model(bert()).fit(Dsl.digits())).hasMessageContaining("mlp");
    }

    @Test
    void aMissingATruncatedAndADamagedFile(@TempDir Path folder) throws IOException {
        assertThatThrownBy(() -> Dsl.load(folder.resolve("none.safetensors"))).hasMessageContaining("none.safetensors");
        Path file = folder.resolve("student.safetensors");
        Toy.student().save(file);
        byte[] good = Files.readAllBytes(file);
        Random random = new Random(5);
        for (int i = 0; i < 200; i++) {
            byte[] bad =
                    random.nextBoolean() ? Arrays.copyOf(good, random.nextInt(good.length)) : flipped(good, random);
            Files.write(file, bad);
            assertThatThrownBy(() -> Dsl.load(file)).isInstanceOf(CorruptFileException.class);
        }
    }

    private static byte[] flipped(byte[] good, Random random) {
        byte[] bad = good.clone();
        bad[random.nextInt(bad.length)] ^= (byte) (1 << random.nextInt(8));
        return bad;
    }
}
