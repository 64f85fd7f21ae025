package dev.tern;

import static dev.tern.Dsl.TWN;
import static dev.tern.Dsl.attention;
import static dev.tern.Dsl.bert;
import static dev.tern.Dsl.digits;
import static dev.tern.Dsl.hidden;
import static dev.tern.Dsl.hint;
import static dev.tern.Dsl.labels;
import static dev.tern.Dsl.logits;
import static dev.tern.Dsl.mlp;
import static dev.tern.Dsl.model;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.tern.datasets.Dataset;
import dev.tern.datasets.Split;
import dev.tern.nn.Parameter;
import dev.tern.train.History;
import dev.tern.train.Lesson;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Students that imitate: other shapes than the teacher's, stages, the best epoch, what is refused. */
class DistillationTest {
    private static final Split TRAIN = Toy.data().train();
    private static final Split TEST = Toy.data().test();

    private static Recipe student(Lesson... lessons) {
        return model().ternarize(TWN)
                .distillFrom(Toy.teacher())
                .imitate(lessons)
                .epochs(1)
                .batch(32)
                .learningRate(1e-3);
    }

    private static float[][] weights(Model model) {
        return model.network().parameters().stream()
                .map(p -> p.value().toFloats())
                .toArray(float[][]::new);
    }

    @Test
    void notToldAStudentImitatesLogitsHiddenStatesAndAttention() {
        Recipe told = student(logits.and(hidden).and(attention));
        Recipe silent = model().ternarize(TWN)
                .distillFrom(Toy.teacher())
                .epochs(1)
                .batch(32)
                .learningRate(1e-3);
        assertThat(weights(silent.fit(TRAIN))).isDeepEqualTo(weights(told.fit(TRAIN)));
    }

    @Test
    void aStudentOfHalfTheDepthImitatesEverySecondLayer() {
        Model small = model(bert().layers(1).width(32).heads(2).vocabulary(200))
                .distillFrom(Toy.teacher())
                .epochs(6)
                .batch(16)
                .learningRate(2e-3)
                .fit(TRAIN);
        assertThat(small.accuracy(TEST)).isGreaterThan(0.9);
        assertThat(small.network().parameters())
                .hasSizeLessThan(Toy.teacher().network().parameters().size());
    }

    @Test
    void aNarrowStudentLearnsThroughARegressorThatIsThrownAway(@TempDir Path folder) {
        Recipe narrow = model(bert().layers(1).width(16).heads(1).vocabulary(200))
                .epochs(6)
                .batch(16)
                .learningRate(3e-3);
        Model taught = narrow.distillFrom(Toy.teacher())
                .imitate(logits.and(hidden.regressor()).and(attention.meanOfHeads()))
                .fit(TRAIN);
        Model alone = narrow.epochs(1).fit(TRAIN);
        assertThat(taught.accuracy(TEST)).isGreaterThan(0.9);
        assertThat(taught.network().parameters().stream().map(Parameter::name))
                .containsExactlyElementsOf(alone.network().parameters().stream()
                        .map(Parameter::name)
                        .toList());
        Path file = folder.resolve("narrow.safetensors");
        taught.save(file);
        assertThat(Dsl.load(file).evaluate(TEST).logits())
                .isDeepEqualTo(taught.evaluate(TEST).logits());
    }

    @Test
    void fitNetsTwoStages() {
        Model thin = model(bert().layers(1).width(16).heads(1).vocabulary(200))
                .distillFrom(Toy.teacher())
                .imitate(
                        hint(1, 2).epochs(1),
                        labels.and(logits.temperature(3).batchMean().fading(4, 1))
                                .epochs(5))
                .batch(16)
                .learningRate(3e-3)
                .fit(TRAIN);
        assertThat(thin.accuracy(TEST)).isGreaterThan(0.9);
        assertThat(thin.history().parts().stream().map(History.Part::name)).containsExactly("hint", "labels", "logits");
    }

    @Test
    void thePartsAddUpToTheLossOfEveryStep() {
        History history = student(
                        hidden.and(attention.times(.5)).rateTimes(2.5),
                        logits.labels(.1).epochs(2))
                .fit(TRAIN)
                .history();
        assertThat(history.losses()).hasSize(3 * history.stepsPerEpoch());
        assertThat(history.parts().stream().map(History.Part::name))
                .containsExactly("hidden", "attention", "logits", "labels");
        assertThat(history.parts().stream().map(History.Part::firstStep))
                .containsExactly(0, 0, history.stepsPerEpoch(), history.stepsPerEpoch());
        double[] sums = new double[history.losses().size()];
        for (History.Part part : history.parts()) {
            for (int i = 0; i < part.losses().size(); i++) {
                sums[part.firstStep() + i] += part.losses().get(i);
            }
        }
        for (int i = 0; i < sums.length; i++) {
            assertThat(sums[i]).isCloseTo(history.losses().get(i), within(1e-5));
        }
    }

    @Test
    void theCurveShowsTheParts() {
        String html = student(hidden.and(attention), logits).fit(TRAIN).curve().toHtml();
        String picture = html.replaceFirst("(?s).*;base64,([^\"]*)\".*", "$1");
        assertThat(new String(Base64.getDecoder().decode(picture), StandardCharsets.UTF_8))
                .contains(">hidden<", ">attention<", ">logits<");
    }

    @Test
    void oneStageIsTheRecipeItself() {
        assertThat(weights(student(logits.epochs(2)).fit(TRAIN)))
                .isDeepEqualTo(weights(student(logits).epochs(2).fit(TRAIN)));
        assertThat(weights(student(logits.learningRate(5e-4)).fit(TRAIN)))
                .isDeepEqualTo(weights(student(logits.rateTimes(.5)).fit(TRAIN)));
    }

    @Test
    void everyStageWarmsUpAnew() {
        Recipe once = student(logits.epochs(2));
        Recipe twice = student(logits.epochs(1), logits.epochs(1));
        assertThat(weights(twice.fit(TRAIN))).isNotEqualTo(weights(once.fit(TRAIN)));
        assertThat(weights(once.warmUp(.5).fit(TRAIN))).isNotEqualTo(weights(once.fit(TRAIN)));
    }

    @Test
    void labelsAloneAreWhatANetworkWithoutATeacherLearns() {
        Recipe recipe = model(Toy.teacher()).ternarize(TWN).epochs(1).dropout(0);
        assertThat(weights(recipe.imitate(labels).fit(TRAIN))).isDeepEqualTo(weights(recipe.fit(TRAIN)));
        assertThat(weights(recipe.imitate(logits.labels(1))
                        .distillFrom(Toy.teacher())
                        .fit(TRAIN)))
                .isDeepEqualTo(weights(recipe.fit(TRAIN)));
    }

    @Test
    void theBestEpochIsKeptAsItWouldBeShipped(@TempDir Path folder) {
        Recipe recipe = Toy.studentRecipe().epochs(4).learningRate(3e-2);
        Model best = recipe.keepBest(TEST).fit(TRAIN);
        List<Double> checks = best.history().checks();
        double highest = checks.stream().mapToDouble(Double::doubleValue).max().orElseThrow();
        assertThat(checks).hasSize(4);
        assertThat(best.accuracy(TEST)).isEqualTo(highest);
        assertThat(checks.get(best.history().keptEpoch() - 1)).isEqualTo(highest);
        assertThat(best.toHtml()).contains("kept is epoch");
        assertThat(best.integer().evaluate(TEST).logits())
                .isDeepEqualTo(best.evaluate(TEST).logits());
        Path file = folder.resolve("best.safetensors");
        best.save(file);
        assertThat(Dsl.load(file).evaluate(TEST).logits())
                .isDeepEqualTo(best.evaluate(TEST).logits());
    }

    @Test
    void checkingChangesNothingOfTheTraining() {
        checkingChangesNothing(Toy.studentRecipe().epochs(1));
        checkingChangesNothing(model().weights(Dsl.LSQ)
                .distillFrom(Toy.teacher())
                .activations(Dsl.int8, Dsl.LSQ)
                .epochs(1));
    }

    private static void checkingChangesNothing(Recipe recipe) {
        Model checked = recipe.keepBest(TEST).fit(TRAIN);
        Model last = recipe.fit(TRAIN);
        assertThat(weights(checked)).isDeepEqualTo(weights(last));
        assertThat(checked.evaluate(TEST).logits())
                .isDeepEqualTo(last.evaluate(TEST).logits());
    }

    @Test
    void aPerceptronOfOtherWidthsLearnsThroughRegressors() {
        Dataset few = digits().take(300);
        Model teacher = model(mlp(32, 32)).epochs(10).learningRate(5e-3).fit(few);
        Model small = model(mlp(16))
                .distillFrom(teacher)
                .imitate(logits.temperature(2).and(hidden.regressor()))
                .epochs(10)
                .learningRate(5e-3)
                .fit(few);
        assertThat(small.history().finalLoss())
                .isLessThan(small.history().losses().get(0) / 2);
    }

    @Test
    void otherWordPiecesOnlyLetLogitsBeCompared() {
        Recipe other = model(bert().layers(1).width(16).heads(1).vocabulary(60))
                .distillFrom(Toy.teacher())
                .epochs(1);
        assertThatThrownBy(() -> other.fit(TRAIN))
                .hasMessageContaining("other word pieces")
                .hasMessageContaining("imitate(logits)");
        assertThat(other.imitate(logits).fit(TRAIN).history().losses()).isNotEmpty();
    }

    @Test
    void whatIsMissingIsNamed() {
        assertThatThrownBy(() -> model(bert()).imitate(logits).fit(TRAIN))
                .hasMessageContaining(".distillFrom(teacher)");
        assertThatThrownBy(() -> model().imitate()).hasMessageContaining("imitate(logits)");
        assertThatThrownBy(() -> model(bert()).warmUp(2)).hasMessageContaining("warmUp(2.0)");
        Recipe wide = model(bert().layers(2).width(64).heads(2).vocabulary(200)).distillFrom(Toy.teacher());
        assertThatThrownBy(() -> wide.fit(TRAIN)).hasMessageContaining("hidden.regressor()");
    }

    @Test
    void theCardShowsStagesAndExceptions() {
        String card = student(hidden.and(attention).rateTimes(2), logits)
                .keepFloat("pooler")
                .keepBest(TEST)
                .toHtml();
        assertThat(card).contains("stage 1", "stage 2", "hidden.and(attention)", "weights of pooler", "keeps");
    }
}
