package dev.tern;

import static dev.tern.Dsl.TWN;
import static dev.tern.Dsl.asymmetric;
import static dev.tern.Dsl.digits;
import static dev.tern.Dsl.int8;
import static dev.tern.Dsl.mlp;
import static dev.tern.Dsl.model;
import static dev.tern.Dsl.symmetric;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tern.report.Agreement;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same words on images: a perceptron, its student and its integer program. */
class PerceptronTest {
    private static final Model TEACHER =
            model(mlp(64, 32)).epochs(12).learningRate(3e-3).dropout(0).fit(digits());

    @Test
    void aStudentOfDigitsLearnsAndRunsOnIntegers(@TempDir Path folder) {
        Recipe ternary = model().ternarize(TWN).distillFrom(TEACHER).activations(int8, asymmetric);
        Recipe bytes = model().weights(int8).distillFrom(TEACHER).activations(int8, symmetric);
        assertThat(TEACHER.accuracy(digits().test())).isGreaterThan(0.85);
        for (Recipe recipe : new Recipe[] {ternary, bytes}) {
            Model student = recipe.epochs(8).learningRate(2e-3).fit(digits());
            assertThat(student.accuracy(digits().test()))
                    .as(recipe.toString())
                    .isGreaterThan(TEACHER.accuracy(digits().test()) - 0.1);
            Agreement agreement = student.integer().agreesWith(student, digits().test());
            assertThat(agreement.sameLogits()).isEqualTo(agreement.rows());

            Path file = folder.resolve("digits.safetensors");
            student.save(file);
            assertThat(Dsl.load(file).integer().evaluate(digits().test()).logits())
                    .isDeepEqualTo(student.evaluate(digits().test()).logits());
        }
    }
}
