package dev.tern;

import static dev.tern.Dsl.TWN;
import static dev.tern.Dsl.asymmetric;
import static dev.tern.Dsl.bert;
import static dev.tern.Dsl.int4;
import static dev.tern.Dsl.int8;
import static dev.tern.Dsl.integer;
import static dev.tern.Dsl.mlp;
import static dev.tern.Dsl.model;
import static dev.tern.Dsl.perGroup;
import static dev.tern.Dsl.symmetric;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tern.report.Agreement;
import dev.tern.train.Evaluation;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The word {@code .arithmetic(integer)}: a student that trains through the operations that are shipped. */
class IntegerStudentTest {
    private static final Model STUDENT = Toy.studentRecipe().arithmetic(integer).fit(Toy.data());

    @Test
    void learnsTheTaskAndShipsWhatItLearned() {
        assertThat(STUDENT.accuracy(Toy.data().test())).isGreaterThan(0.85);
        Evaluation student = STUDENT.evaluate(Toy.data().test());
        Evaluation shipped = STUDENT.integer().evaluate(Toy.data().test());
        assertThat(shipped.logits()).isDeepEqualTo(student.logits());
        Agreement agreement = STUDENT.integer().agreesWith(STUDENT, Toy.data().test());
        assertThat(agreement.sameLogits()).isEqualTo(agreement.rows());
    }

    @Test
    void noOperationIsInFloat() {
        var trace = STUDENT.integer().trace();
        assertThat(trace.stringColumn("arithmetic").asList()).containsOnly("integer");
        assertThat(trace.intColumn("floats").asList()).containsOnly(0);
        var mixed = Toy.student().integer().trace();
        assertThat(mixed.intColumn("floats").asList()).contains(0, 1);
        assertThat(Toy.student().integer().toHtml()).contains(".arithmetic(integer)");
    }

    @Test
    void aLoadedModelShipsTheSame(@TempDir Path folder) {
        Path file = folder.resolve("integer.safetensors");
        STUDENT.save(file);
        Model loaded = Dsl.load(file);
        float[][] logits = STUDENT.evaluate(Toy.data().test()).logits();
        assertThat(loaded.evaluate(Toy.data().test()).logits()).isDeepEqualTo(logits);
        assertThat(loaded.integer().evaluate(Toy.data().test()).logits()).isDeepEqualTo(logits);
        assertThat(loaded.code()).contains(".arithmetic(integer)");
    }

    @Test
    void trainsFromScratchWithDropoutToo() {
        Model small = model(bert().layers(1).width(16).heads(1).vocabulary(100))
                .weights(int8)
                .activations(int8, symmetric)
                .arithmetic(integer)
                .dropout(0.1)
                .epochs(1)
                .tokens(16)
                .fit(Toy.data());
        assertThat(small.integer().agreesWith(small, Toy.data().test()).sameLogits())
                .isEqualTo(Toy.data().test().size());
    }

    @Test
    void whatCannotBeWholeIsRefusedBeforeTraining() {
        Recipe small =
                model(bert().layers(1).width(16).heads(1).vocabulary(100)).arithmetic(integer);
        assertThatThrownBy(() -> small.activations(int8, asymmetric).fit(Toy.data()))
                .hasMessageContaining("embeddings.word")
                .hasMessageContaining(".weights(int8)");
        assertThatThrownBy(() -> small.ternarize(TWN).fit(Toy.data()))
                .hasMessageContaining("encoder.0.input")
                .hasMessageContaining(".activations(int8, asymmetric)");
        assertThatThrownBy(() -> small.ternarize(TWN)
                        .activations(int8, asymmetric.dynamic())
                        .fit(Toy.data()))
                .hasMessageContaining("dynamic()");
        assertThatThrownBy(() -> small.weights(int4, symmetric, perGroup(8))
                        .activations(int8, asymmetric)
                        .fit(Toy.data()))
                .hasMessageContaining("perGroup(8)")
                .hasMessageContaining("perChannel");
        assertThatThrownBy(() -> small.weights(int8)
                        .activations(int8, asymmetric)
                        .keepFloat("classifier")
                        .fit(Toy.data()))
                .hasMessageContaining("classifier")
                .hasMessageContaining("keepFloat");
        assertThat(model(mlp(8))
                        .weights(int8)
                        .activations(int8, symmetric)
                        .arithmetic(integer)
                        .toHtml())
                .contains("in whole numbers");
    }
}
