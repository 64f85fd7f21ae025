package dev.tern;

import dev.tern.datasets.Split;
import dev.tern.nn.Mlp;
import dev.tern.nn.Network;
import dev.tern.nn.Quantization;
import dev.tern.train.Attention;
import dev.tern.train.Course;
import dev.tern.train.Examples;
import dev.tern.train.Hidden;
import dev.tern.train.Imitation;
import dev.tern.train.Labels;
import dev.tern.train.Lesson;
import dev.tern.train.Logits;
import dev.tern.train.Stage;
import dev.tern.train.Trainer;
import java.util.List;

/** From a recipe and rows to a model. */
final class Fitting {
    private Fitting() {}

    static Model fit(Recipe recipe, Split train) {
        if (train.size() == 0) {
            throw new IllegalArgumentException(train.name() + " is empty: there is nothing to train on.");
        }
        RecipeData said = recipe.said();
        Architecture.Start start = recipe.architecture().start(train, recipe);
        Network network = start.network()
                .copy(
                        Quantization.of(start.network(), said.weights, said.activations, said.arithmetic),
                        recipe.embeddingTraining());
        Examples examples = start.reader().read(train);
        Course course = course(said, start.reader(), train);
        Trainer.Trained trained = Trainer.fit(network, course, examples, said.plan());
        return new Model(
                said.label(), recipe.toString(), trained.network(), start.reader(), train.labels(), trained.history());
    }

    private static Course course(RecipeData said, Reader reader, Split train) {
        List<Stage> stages = stages(said).stream().map(Lesson::stage).toList();
        Model teacher = said.teacher;
        Split check = said.check;
        return new Course(
                stages,
                teacher == null ? null : teacher.network(),
                teacher == null || reader.readsLike(teacher.reader()) ? null : teacher.read(train),
                said.memory == null ? Course.usualMemory() : said.memory.bytes(),
                check == null ? null : reader.read(check));
    }

    /** What was said; otherwise what TernaryBERT imitates, as far as the teacher has it; the labels without a teacher. */
    private static List<Lesson> stages(RecipeData said) {
        return !said.lessons.isEmpty()
                ? said.lessons
                : List.of(said.teacher == null ? Labels.LABELS : everything(said.teacher.network()));
    }

    private static Imitation everything(Network teacher) {
        if (teacher instanceof Mlp mlp) {
            return mlp.widths().size() == 2 ? Logits.TERNARY_BERT : Logits.TERNARY_BERT.and(Hidden.EVERY_LAYER);
        }
        return Logits.TERNARY_BERT.and(Hidden.EVERY_LAYER).and(Attention.EVERY_LAYER);
    }
}
