package dev.tern;

import dev.tern.nn.Arithmetic;
import dev.tern.nn.Choices;
import dev.tern.nn.EmbeddingTraining;
import dev.tern.nn.Quantization.Activations;
import dev.tern.quant.WeightQuantizer;
import dev.tern.tensor.Precision;
import dev.tern.train.Plan;
import dev.tern.train.Stage;
import dev.tern.view.Card;
import java.util.List;
import java.util.function.Function;

/** Shows a recipe: one line a choice, with its formula, and the code that makes it. */
final class RecipeCard {
    private RecipeCard() {}

    static Card of(Recipe recipe) {
        RecipeData said = recipe.said();
        Model teacher = said.teacher;
        Card card = Card.titled("Recipe")
                .note("nothing trained yet")
                .row(
                        "network",
                        said.architecture != null
                                ? said.architecture.toString()
                                : teacher == null
                                        ? "none yet"
                                        : "as the teacher: " + teacher.network().describe());
        card = choices(card, "weights", said.weights, RecipeCard::weights);
        card = choices(card, "activations", said.activations, RecipeCard::activations);
        card = card.row("arithmetic", arithmetic(said.arithmetic));
        return training(imitation(card, said), said)
                .row(
                        "embeddings",
                        said.architecture == null && teacher == null
                                ? "as the network needs"
                                : recipe.embeddingTraining() == EmbeddingTraining.FROZEN
                                        ? "frozen while training"
                                        : "trained")
                .code(recipe.toString());
    }

    private static <T> Card choices(Card card, String name, Choices<T> choices, Function<T, String> words) {
        T general = choices.general();
        Card result = card.row(name, general == null ? "fp32" : words.apply(general));
        for (Choices.Special<T> special : choices.specials()) {
            T choice = special.choice();
            result = result.row(
                    name + " of " + String.join(", ", special.patterns()),
                    choice == null ? "fp32" : words.apply(choice));
        }
        return result;
    }

    private static String weights(WeightQuantizer method) {
        return method + " · " + method.formula();
    }

    private static String activations(Activations chosen) {
        return chosen.toString().replace(",", "") + " · range "
                + chosen.scheme().range();
    }

    private static String arithmetic(Arithmetic chosen) {
        return chosen == Arithmetic.INTEGER
                ? "integer · softmax, GELU, LayerNorm and residual additions in whole numbers, as shipped"
                : "mixed · integer products; softmax, GELU, LayerNorm and residual additions in fp32";
    }

    private static Card imitation(Card card, RecipeData said) {
        String of = said.teacher == null ? "" : " of the teacher (" + said.teacher.label() + ")";
        if (said.lessons.isEmpty()) {
            return card.row(
                    "imitates",
                    said.teacher == null
                            ? "nobody: learns from the labels"
                            : "logits, hidden states and attention scores" + of);
        }
        List<Stage> stages = said.lessons.stream().map(lesson -> lesson.stage()).toList();
        if (stages.size() == 1) {
            return card.row("imitates", stages.get(0).imitation() + of);
        }
        Card result = card;
        for (int i = 0; i < stages.size(); i++) {
            Stage stage = stages.get(i);
            result = result.row("stage " + (i + 1), stage.imitation() + of + " · " + stage.describe(said.plan()));
        }
        return result;
    }

    private static Card training(Card card, RecipeData said) {
        Plan plan = said.plan();
        String length = said.lessons.size() > 1
                ? ""
                : said.lessons.isEmpty()
                        ? plan.epochs() + " epochs, "
                        : said.lessons.get(0).stage().describe(plan) + ", ";
        String rate = said.lessons.isEmpty() ? ", learning rate " + plan.learningRate() : "";
        Card result = card.row(
                "training",
                length + "batch " + plan.batch() + ", AdamW" + rate + ", warm-up " + plan.warmUp() + ", dropout "
                        + plan.dropout() + ", seed " + plan.seed()
                        + (plan.precision() == Precision.FAST ? ", gradients in bf16 where the processor has it" : ""));
        return said.check == null
                ? result
                : result.row("keeps", "the epoch that is most often right on " + said.check.name());
    }
}
