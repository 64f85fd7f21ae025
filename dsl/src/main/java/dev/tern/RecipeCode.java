package dev.tern;

import dev.tern.nn.Choices;
import dev.tern.nn.EmbeddingTraining;
import dev.tern.quant.Binarizer;
import dev.tern.quant.Ternarizer;
import dev.tern.quant.WeightQuantizer;
import dev.tern.train.Plan;
import java.util.function.Function;

/** A recipe as the code that makes it: what differs from the defaults, word by word. */
final class RecipeCode {
    private final StringBuilder code = new StringBuilder();

    private RecipeCode() {}

    static String of(Recipe recipe) {
        RecipeCode all = new RecipeCode();
        Architecture network = recipe.namedArchitecture();
        EmbeddingTraining embeddings = recipe.namedEmbeddings();
        Plan plan = recipe.plan();
        all.code.append("model(").append(network == null ? "" : network).append(')');
        all.choices(recipe.weights(), RecipeCode::weights);
        all.word(recipe.teacher() != null, "distillFrom", "teacher");
        all.choices(recipe.activations(), chosen -> ".activations(" + chosen.bits() + ", " + chosen.scheme() + ")");
        all.word(embeddings != null, "embeddings", embeddings == EmbeddingTraining.FROZEN ? "frozen" : "trained");
        all.word(plan.epochs() != Recipe.EPOCHS, "epochs", plan.epochs());
        all.word(plan.batch() != Recipe.BATCH, "batch", plan.batch());
        all.word(recipe.namedLearningRate() != null, "learningRate", String.valueOf(recipe.namedLearningRate()));
        all.word(recipe.namedDropout() != null, "dropout", String.valueOf(recipe.namedDropout()));
        all.word(recipe.tokens() != Recipe.TOKENS, "tokens", recipe.tokens());
        all.word(recipe.seed() != Recipe.SEED, "seed", recipe.seed());
        return all.code.toString();
    }

    private static String weights(WeightQuantizer method) {
        String word = method instanceof Ternarizer ? "ternarize" : method instanceof Binarizer ? "binarize" : "weights";
        return "." + word + "(" + method + ")";
    }

    private <T> void choices(Choices<T> choices, Function<T, String> word) {
        T general = choices.general();
        if (general != null) {
            code.append(word.apply(general));
        }
        for (Choices.Special<T> special : choices.specials()) {
            T choice = special.choice();
            code.append(choice == null ? ".keepFloat" : word.apply(choice) + ".forLayers")
                    .append("(\"")
                    .append(String.join("\", \"", special.patterns()))
                    .append("\")");
        }
    }

    private void word(boolean isSaid, String word, Object value) {
        if (isSaid) {
            code.append('.').append(word).append('(').append(value).append(')');
        }
    }
}
