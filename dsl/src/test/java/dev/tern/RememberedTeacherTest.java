package dev.tern;

import static dev.tern.Dsl.asymmetric;
import static dev.tern.Dsl.attention;
import static dev.tern.Dsl.bert;
import static dev.tern.Dsl.digits;
import static dev.tern.Dsl.hidden;
import static dev.tern.Dsl.hint;
import static dev.tern.Dsl.int8;
import static dev.tern.Dsl.logits;
import static dev.tern.Dsl.mebibytes;
import static dev.tern.Dsl.mlp;
import static dev.tern.Dsl.model;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tern.datasets.Split;
import dev.tern.tensor.Threads;
import dev.tern.train.Lesson;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A student learns the same, bit by bit, from a teacher that is asked every time, once, or once where memory allows. */
class RememberedTeacherTest {
    private static final Size NOTHING = mebibytes(1e-6);
    private static final Size SOME = mebibytes(0.4);

    private final Split train = Toy.data().take(150).train();
    private final int threads = Threads.count();

    @AfterEach
    void threadsAsBefore() {
        Threads.use(threads);
    }

    private static float[][] learned(Recipe recipe, Split rows) {
        Model model = recipe.fit(rows);
        List<Double> losses = model.history().losses();
        float[][] all = new float[model.network().parameters().size() + 1][];
        all[0] = new float[losses.size()];
        for (int i = 0; i < losses.size(); i++) {
            all[0][i] = losses.get(i).floatValue();
        }
        for (int i = 1; i < all.length; i++) {
            all[i] = model.network().parameters().get(i - 1).value().toFloats();
        }
        return all;
    }

    private static void learnsTheSame(Recipe recipe, Split rows) {
        float[][] asked = learned(recipe.remember(NOTHING), rows);
        assertThat(learned(recipe, rows)).isDeepEqualTo(asked);
        assertThat(learned(recipe.remember(SOME), rows)).isDeepEqualTo(asked);
    }

    private Recipe student(Lesson... lessons) {
        return Toy.studentRecipe().epochs(3).batch(16).imitate(lessons);
    }

    @Test
    void whatTernaryBertImitates() {
        learnsTheSame(student(logits.and(hidden).and(attention)), train);
        Threads.use(1);
        learnsTheSame(student(logits.and(hidden).and(attention)).dropout(0.1), train);
    }

    @Test
    void otherThingsInEveryStage() {
        learnsTheSame(student(hidden.and(attention).epochs(2), logits.epochs(2)), train);
        learnsTheSame(student(logits.epochs(1), attention.meanOfHeads().epochs(2)), train);
    }

    @Test
    void someLayersOfTheTeacher() {
        Recipe small = model(bert().layers(1).width(16).heads(2).vocabulary(200))
                .distillFrom(Toy.teacher())
                .epochs(2)
                .batch(16)
                .tokens(16);
        learnsTheSame(small.imitate(hint(1, 2)), Toy.data().train());
        learnsTheSame(small.imitate(attention.from(2).and(logits)), Toy.data().train());
    }

    @Test
    void aTeacherThatReadsOtherWordPieces() {
        learnsTheSame(
                model(bert().layers(1).width(16).heads(1).vocabulary(60))
                        .distillFrom(Toy.teacher())
                        .imitate(logits)
                        .epochs(3),
                train);
    }

    @Test
    void aPerceptron() {
        Split few = digits().take(100).train();
        Model teacher = model(mlp(24)).epochs(2).fit(few);
        learnsTheSame(model(mlp(16)).distillFrom(teacher).imitate(logits.and(hidden.regressor())), few);
    }

    @Test
    void aTeacherWhoseCodesDependOnTheBatchIsAskedEveryTime() {
        Model teacher = Toy.studentRecipe()
                .activations(int8, asymmetric.dynamic())
                .epochs(1)
                .fit(train);
        learnsTheSame(model().ternarize(Dsl.TWN).distillFrom(teacher).epochs(3).batch(8), train);
    }

    @Test
    void aRecipePrintsIt() {
        assertThat(student(logits).remember(mebibytes(64)).toString()).contains(".remember(mebibytes(64.0))");
    }
}
