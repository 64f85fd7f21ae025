package dev.tern;

import dev.tern.nn.EmbeddingTraining;
import dev.tern.nn.Quantization.Activations;
import dev.tern.quant.WeightQuantizer;
import dev.tern.train.Plan;
import dev.tern.view.Card;

/** Shows a recipe: one line a choice, with its formula, and the code that makes it. */
final class RecipeCard {
    private RecipeCard() {}

    static Card of(Recipe recipe) {
        WeightQuantizer weights = recipe.weights().general();
        Activations activations = recipe.activations().general();
        Model teacher = recipe.teacher();
        Plan plan = recipe.plan();
        String network = recipe.namedArchitecture() != null
                ? recipe.architecture().toString()
                : teacher == null
                        ? "none yet"
                        : "as the teacher: " + teacher.network().describe();
        return Card.titled("Recipe")
                .note("nothing trained yet")
                .row("network", network)
                .row("weights", weights == null ? "fp32" : weights + " · " + weights.formula())
                .row(
                        "activations",
                        activations == null
                                ? "fp32"
                                : activations.bits() + " " + activations.scheme() + " · range "
                                        + activations.scheme().range())
                .row(
                        "imitates",
                        teacher == null
                                ? "nobody: learns from the labels"
                                : "logits, hidden states and attention scores of the teacher (" + teacher.label() + ")")
                .row(
                        "training",
                        plan.epochs() + " epochs, batch " + plan.batch() + ", AdamW " + plan.learningRate()
                                + ", dropout " + plan.dropout() + ", seed " + plan.seed())
                .row(
                        "embeddings",
                        recipe.namedArchitecture() != null || teacher != null
                                ? recipe.embeddingTraining() == EmbeddingTraining.FROZEN
                                        ? "frozen while training"
                                        : "trained"
                                : "as the network needs")
                .code(recipe.toString());
    }
}
