package dev.tern;

import static dev.tern.Dsl.KDLSQ;
import static dev.tern.Dsl.LSQ;
import static dev.tern.Dsl.LSQ_PLUS;
import static dev.tern.Dsl.TWN;
import static dev.tern.Dsl.asymmetric;
import static dev.tern.Dsl.attention;
import static dev.tern.Dsl.bert;
import static dev.tern.Dsl.frozen;
import static dev.tern.Dsl.hidden;
import static dev.tern.Dsl.hint;
import static dev.tern.Dsl.int2;
import static dev.tern.Dsl.int3;
import static dev.tern.Dsl.int4;
import static dev.tern.Dsl.int8;
import static dev.tern.Dsl.integer;
import static dev.tern.Dsl.labels;
import static dev.tern.Dsl.logits;
import static dev.tern.Dsl.mebibytes;
import static dev.tern.Dsl.miniLM;
import static dev.tern.Dsl.mlp;
import static dev.tern.Dsl.model;
import static dev.tern.Dsl.perGroup;
import static dev.tern.Dsl.perRow;
import static dev.tern.Dsl.symmetric;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import jdk.jshell.JShell;
import jdk.jshell.SnippetEvent;
import org.junit.jupiter.api.Test;

public class RecipeTest {
    /** For JShell, whose snippets cannot see a test's variables. */
    public static Model teacher() {
        return Toy.teacher();
    }

    /** As {@link #teacher}. */
    public static Model student() {
        return Toy.student();
    }

    @Test
    void aRecipePrintsAsTheCodeThatMakesIt() {
        List<Recipe> recipes = List.of(
                model(miniLM().layers(0, 5)).epochs(2),
                model(miniLM()).learningRate(5e-5).seed(7),
                model(bert().layers(3).width(96).heads(3)).dropout(0.2).tokens(32),
                model(mlp(64, 32)).weights(int8).activations(int8, symmetric),
                model(mlp(64, 32)).weights(int3, asymmetric.mse(), perGroup(64)),
                model(mlp(64, 32)).weights(int8).activations(int8, symmetric).arithmetic(integer),
                model(mlp(64, 32)).weights(int4.with(perRow)).weights(int2.with(symmetric.percentile(0.999))),
                model().ternarize(TWN.with(perRow)).distillFrom(Toy.teacher()),
                model().ternarize(TWN).distillFrom(Toy.teacher()).activations(int8, asymmetric),
                model().ternarize(TWN.threshold(0.75f))
                        .distillFrom(Toy.teacher())
                        .embeddings(frozen)
                        .batch(8),
                model().ternarize(TWN.exact()).distillFrom(Toy.teacher()),
                model(mlp(8)).weights(LSQ).activations(int8, LSQ),
                model(mlp(8)).weights(LSQ_PLUS.bits(int8)).activations(int8, LSQ_PLUS.floatOffset()),
                model(mlp(8)).weights(KDLSQ).activations(int8, KDLSQ),
                model(mlp(8)).activations(int8, LSQ.fromMinimum()),
                model(mlp(8)).activations(int8, symmetric.dynamic().learnedClip()),
                model(mlp(8)).activations(int8, symmetric.decay(0.9999f)),
                model(Toy.teacher().halfWidth().relu()).epochs(2),
                model(Toy.teacher().width(0.25)),
                model(bert().layers(1).relu()),
                model(Toy.student().split()).distillFrom(Toy.teacher()),
                model(Toy.student().split(mebibytes(1.5))),
                model().distillFrom(Toy.teacher()).imitate(logits),
                model().distillFrom(Toy.teacher())
                        .imitate(logits.and(hidden.times(.5)).and(attention.from(1, 2))),
                model().distillFrom(Toy.teacher()).imitate(logits.temperature(4).labels(.1)),
                model().distillFrom(Toy.teacher()).imitate(logits.labels(.25).and(labels.times(1e-3))),
                model().distillFrom(Toy.teacher()).imitate(logits.labels(.25).elementMean()),
                model().distillFrom(Toy.teacher())
                        .imitate(logits.temperature(2.5).elementMean().labels(1)),
                model().distillFrom(Toy.teacher())
                        .imitate(hidden.from(0, 1, 2).regressor().and(attention.meanOfHeads()))
                        .warmUp(0)
                        .keepBest(Toy.data().test()),
                model().distillFrom(Toy.teacher())
                        .imitate(hidden.and(attention).rateTimes(2.5).epochs(2), logits),
                model().distillFrom(Toy.teacher())
                        .imitate(
                                hint(1, 2).epochs(1).learningRate(1e-4),
                                labels.and(logits.temperature(3).batchMean().fading(4, 1))));
        try (JShell shell = JShell.builder().executionEngine("local").build()) {
            shell.addToClasspath(System.getProperty("java.class.path"));
            shell.eval("import static dev.tern.Dsl.*;");
            shell.eval("dev.tern.Model teacher = dev.tern.RecipeTest.teacher();");
            shell.eval("dev.tern.Model student = dev.tern.RecipeTest.student();");
            shell.eval("var rows = spam().test();");
            for (Recipe recipe : recipes) {
                List<SnippetEvent> events = shell.eval("String.valueOf(" + recipe + ")");
                assertThat(events.get(0).value()).as(recipe.toString()).isEqualTo('"' + recipe.toString() + '"');
            }
        }
    }

    @Test
    void activationsWithoutASchemeAreAsymmetric() {
        assertThat(model(mlp(8)).activations(int4)).hasToString("model(mlp(8)).activations(int4, asymmetric)");
    }

    @Test
    void theSentenceOfTheReadmePrintsItself() {
        assertThat(model().ternarize(TWN).distillFrom(Toy.teacher()).activations(int8, asymmetric))
                .hasToString("model().ternarize(TWN).distillFrom(teacher).activations(int8, asymmetric)");
    }

    @Test
    void aWordChangesACopy() {
        Recipe recipe = model(bert());
        Recipe changed = recipe.epochs(9).seed(4).ternarize(TWN);
        assertThat(recipe).hasToString(model(bert()).toString());
        assertThat(changed.toString()).contains("epochs(9)", "seed(4)", "ternarize(TWN)");
    }

    @Test
    void nonsenseIsRefusedWithTheReason() {
        assertThatThrownBy(() -> model(bert()).epochs(0)).hasMessageContaining("epochs(0)");
        assertThatThrownBy(() -> model(bert()).batch(-1)).hasMessageContaining("batch(-1)");
        assertThatThrownBy(() -> model(bert()).learningRate(Double.NaN)).hasMessageContaining("learningRate(NaN)");
        assertThatThrownBy(() -> model(bert()).dropout(1)).hasMessageContaining("dropout(1.0)");
        assertThatThrownBy(() -> model(bert()).tokens(2)).hasMessageContaining("[CLS]");
        assertThatThrownBy(() -> miniLM().layers(0, 6)).hasMessageContaining("layers 0 to 5");
        assertThatThrownBy(() -> bert().width(100).heads(3)).hasMessageContaining("heads");
        assertThatThrownBy(() -> model().fit(Toy.data()))
                .hasMessageContaining("distillFrom(teacher)")
                .hasMessageContaining("model(miniLM()");
    }
}
