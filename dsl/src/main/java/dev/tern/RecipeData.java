package dev.tern;

import dev.tern.datasets.Split;
import dev.tern.nn.Arithmetic;
import dev.tern.nn.Choices;
import dev.tern.nn.EmbeddingTraining;
import dev.tern.nn.Quantization.Activations;
import dev.tern.quant.WeightQuantizer;
import dev.tern.tensor.Precision;
import dev.tern.train.Lesson;
import dev.tern.train.Plan;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What the words of a recipe have said; null where nothing was. Changes only while a word makes its copy. */
final class RecipeData {
    static final RecipeData NOTHING_SAID = new RecipeData();

    @Nullable
    Architecture architecture;

    Choices<WeightQuantizer> weights = Choices.none();
    Choices<Activations> activations = Choices.none();
    Arithmetic arithmetic = Arithmetic.MIXED;
    Word last = Word.OTHER;

    @Nullable
    Model teacher;

    List<Lesson> lessons = List.of();

    @Nullable
    EmbeddingTraining embeddings;

    @Nullable
    Double learningRate;

    @Nullable
    Double dropout;

    @Nullable
    Size memory;

    double warmUp = Plan.WARM_UP;

    @Nullable
    Split check;

    int epochs = 3;
    int batch = 32;
    int tokens = 64;
    int seed = 1;
    Precision precision = Precision.EXACT;

    /** What the last word chose, for {@code forLayers} to narrow. */
    enum Word {
        WEIGHTS,
        ACTIVATIONS,
        OTHER
    }

    RecipeData with(Consumer<RecipeData> change) {
        RecipeData copy = new RecipeData();
        copy.architecture = architecture;
        copy.weights = weights;
        copy.activations = activations;
        copy.arithmetic = arithmetic;
        copy.teacher = teacher;
        copy.lessons = lessons;
        copy.embeddings = embeddings;
        copy.learningRate = learningRate;
        copy.dropout = dropout;
        copy.memory = memory;
        copy.warmUp = warmUp;
        copy.check = check;
        copy.epochs = epochs;
        copy.batch = batch;
        copy.tokens = tokens;
        copy.seed = seed;
        copy.precision = precision;
        change.accept(copy);
        copy.plan();
        return copy;
    }

    /** The learning rate told, or the default of what is trained; README.md says how the defaults were found. */
    Plan plan() {
        boolean quantized = !weights.isEmpty();
        double rate = learningRate != null ? learningRate : quantized ? 3e-4 : 1e-4;
        double drop = dropout != null ? dropout : teacher != null ? 0 : 0.1;
        return new Plan(epochs, batch, rate, warmUp, drop, seed, precision);
    }

    /** A short name for tables: what tells models of one course apart, such as "TWN, int8, distilled". */
    String label() {
        Activations general = activations.general();
        String method = weights.isEmpty() ? "fp32" : weights.general() == null ? "mixed" : weights.general() + "";
        return method
                + (activations.isEmpty() ? "" : ", " + (general == null ? "mixed" : general.label()))
                + (teacher == null ? "" : ", distilled")
                + (arithmetic == Arithmetic.INTEGER ? ", integer arithmetic" : "");
    }
}
