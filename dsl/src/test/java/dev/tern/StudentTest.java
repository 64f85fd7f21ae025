package dev.tern;

import static dev.tern.Dsl.compare;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tern.report.ResultTable;
import dev.tern.train.Evaluation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The main job on a tiny network: teacher, ternary student, integer model. */
class StudentTest {
    @Test
    void teacherAndStudentLearnTheTask() {
        assertThat(Toy.teacher().accuracy(Toy.data().test())).isGreaterThan(0.9);
        assertThat(Toy.student().accuracy(Toy.data().test())).isGreaterThan(0.85);
    }

    @Test
    void aLoadedModelSaysTheSameBitForBit(@TempDir Path folder) {
        for (Model model : new Model[] {Toy.teacher(), Toy.student()}) {
            Path file = folder.resolve("model.safetensors");
            model.save(file);
            assertThat(Dsl.load(file).evaluate(Toy.data().test()).logits())
                    .isDeepEqualTo(model.evaluate(Toy.data().test()).logits());
        }
    }

    @Test
    void savingTwiceWritesTheSameBytes(@TempDir Path folder) throws IOException {
        Path once = folder.resolve("once.safetensors");
        Path twice = folder.resolve("twice.safetensors");
        Toy.student().save(once);
        Dsl.load(once).save(twice);
        assertThat(Files.readAllBytes(twice)).isEqualTo(Files.readAllBytes(once));
    }

    @Test
    void theIntegerModelSaysTheSameBitForBit() {
        Evaluation student = Toy.student().evaluate(Toy.data().test());
        Evaluation integer = Toy.student().integer().evaluate(Toy.data().test());
        assertThat(integer.logits()).isDeepEqualTo(student.logits());
    }

    @Test
    void sameSeedSameBytes(@TempDir Path folder) throws IOException {
        Path first = folder.resolve("first.safetensors");
        Path second = folder.resolve("second.safetensors");
        Recipe recipe = Toy.studentRecipe().epochs(1);
        recipe.fit(Toy.data()).save(first);
        recipe.fit(Toy.data()).save(second);
        assertThat(Files.readAllBytes(second)).isEqualTo(Files.readAllBytes(first));
    }

    @Test
    void theTableHoldsWhatTheFilesHold(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("student.safetensors");
        Toy.student().save(file);
        ResultTable table = compare(Toy.teacher(), Toy.student(), Toy.student().integer())
                .on(Toy.data().test());
        assertThat(table.rowCount()).isEqualTo(3);
        assertThat(table.doubleColumn("size").getDouble(1)).isEqualTo(Files.size(file));
        assertThat(table.doubleColumn("smaller").getDouble(0)).isEqualTo(1);
        assertThat(table.doubleColumn("accuracy").getDouble(2))
                .isEqualTo(table.doubleColumn("accuracy").getDouble(1));
        assertThat(table.toHtml()).contains("KiB");
    }
}
