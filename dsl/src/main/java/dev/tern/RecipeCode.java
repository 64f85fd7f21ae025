package dev.tern;

import dev.tern.nn.Choices;
import dev.tern.nn.EmbeddingTraining;
import dev.tern.quant.Binarizer;
import dev.tern.quant.MinMaxWeights;
import dev.tern.quant.Ternarizer;
import dev.tern.quant.WeightQuantizer;
import dev.tern.train.Lesson;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/** A recipe as the code that makes it: what differs from the defaults, word by word. */
final class RecipeCode {
    private final StringBuilder code = new StringBuilder();

    private RecipeCode() {}

    static String of(RecipeData said) {
        RecipeCode all = new RecipeCode();
        RecipeData nothing = RecipeData.NOTHING_SAID;
        all.code
                .append("model(")
                .append(said.architecture == null ? "" : said.architecture)
                .append(')');
        all.choices(said.weights, RecipeCode::weights);
        all.word(said.teacher != null, "distillFrom", "teacher");
        all.word(!said.lessons.isEmpty(), "imitate", joined(said.lessons));
        all.choices(said.activations, chosen -> ".activations(" + chosen + ")");
        all.word(said.arithmetic != nothing.arithmetic, "arithmetic", said.arithmetic);
        all.word(
                said.embeddings != null,
                "embeddings",
                said.embeddings == EmbeddingTraining.FROZEN ? "frozen" : "trained");
        all.word(said.epochs != nothing.epochs, "epochs", said.epochs);
        all.word(said.batch != nothing.batch, "batch", said.batch);
        all.word(said.learningRate != null, "learningRate", String.valueOf(said.learningRate));
        all.word(said.warmUp != nothing.warmUp, "warmUp", said.warmUp);
        all.word(said.dropout != null, "dropout", String.valueOf(said.dropout));
        all.word(said.tokens != nothing.tokens, "tokens", said.tokens);
        all.word(said.seed != nothing.seed, "seed", said.seed);
        all.word(said.precision != nothing.precision, "precision", said.precision);
        all.word(said.memory != null, "remember", String.valueOf(said.memory));
        all.word(said.check != null, "keepBest", "rows");
        return all.code.toString();
    }

    private static String joined(List<Lesson> stages) {
        return stages.stream().map(String::valueOf).collect(Collectors.joining(", "));
    }

    private static String weights(WeightQuantizer method) {
        if (method instanceof MinMaxWeights integers) {
            return ".weights(" + integers.arguments() + ")";
        }
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
