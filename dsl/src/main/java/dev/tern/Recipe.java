package dev.tern;

import dev.tern.datasets.Dataset;
import dev.tern.datasets.Split;
import dev.tern.nn.Choices;
import dev.tern.nn.EmbeddingTraining;
import dev.tern.nn.Quantization.Activations;
import dev.tern.quant.Binarizer;
import dev.tern.quant.Bits;
import dev.tern.quant.LearnedStepMethod;
import dev.tern.quant.MinMaxWeights;
import dev.tern.quant.Scheme;
import dev.tern.quant.Ternarizer;
import dev.tern.quant.WeightQuantizer;
import dev.tern.train.Plan;
import dev.tern.view.Card;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What to train: network, weights, activations, teacher and training, each a word. Immutable: every word returns a
 * changed copy. Prints as the code that makes it.
 */
public final class Recipe {
    static final int EPOCHS = 3;
    static final int BATCH = 32;
    static final int TOKENS = 64;
    static final int SEED = 1;

    // Not final, because with() changes the one field of a fresh copy; nothing changes once a word has returned.
    private @Nullable Architecture architecture;
    private Choices<WeightQuantizer> weights = Choices.none();
    private Choices<Activations> activations = Choices.none();
    private Word last = Word.OTHER;
    private @Nullable Model teacher;
    private @Nullable EmbeddingTraining embeddings;
    private @Nullable Double learningRate;
    private @Nullable Double dropout;
    private int epochs = EPOCHS;
    private int batch = BATCH;
    private int tokens = TOKENS;
    private int seed = SEED;

    /** What the last word chose, for {@link #forLayers} to narrow. */
    private enum Word {
        WEIGHTS,
        ACTIVATIONS,
        OTHER
    }

    private Recipe() {}

    static Recipe of(@Nullable Architecture architecture) {
        Recipe recipe = new Recipe();
        recipe.architecture = architecture;
        return recipe;
    }

    private Recipe with(Consumer<Recipe> change) {
        Recipe copy = new Recipe();
        copy.architecture = architecture;
        copy.weights = weights;
        copy.activations = activations;
        copy.teacher = teacher;
        copy.embeddings = embeddings;
        copy.learningRate = learningRate;
        copy.dropout = dropout;
        copy.epochs = epochs;
        copy.batch = batch;
        copy.tokens = tokens;
        copy.seed = seed;
        copy.last = Word.OTHER;
        change.accept(copy);
        copy.plan();
        return copy;
    }

    /** Ternary weights: every matrix and the word embedding become codes −1, 0, +1 times a scale, 2 bits a weight. */
    public Recipe ternarize(Ternarizer method) {
        return weights(method);
    }

    /** Binary weights: every matrix and the word embedding become codes −1, +1 times a scale, 1 bit a weight. */
    public Recipe binarize(Binarizer method) {
        return weights(method);
    }

    /** Weights of a given number of bits on an evenly spaced grid, symmetric around zero. */
    public Recipe weights(Bits bits) {
        return weights(MinMaxWeights.of(bits));
    }

    /** Weights quantized by a method, one with a learned step for instance. */
    public Recipe weights(WeightQuantizer method) {
        return with(r -> {
            r.weights = weights.general(method);
            r.last = Word.WEIGHTS;
        });
    }

    /**
     * Limits the word before it, {@code weights}, {@code ternarize} or {@code activations}, to the layers (for
     * activations the places) whose names match; elsewhere counts what was said before it.
     *
     * @param patterns names in which {@code *} stands for any characters: {@code "encoder.0.*"}
     */
    public Recipe forLayers(String... patterns) {
        List<String> names = patterns(patterns, "forLayers");
        return switch (last) {
            case WEIGHTS -> with(r -> r.weights = weights.only(names));
            case ACTIVATIONS -> with(r -> r.activations = activations.only(names));
            case OTHER ->
                throw new IllegalStateException("forLayers(...) limits the word before it: write it right after"
                        + " .weights(...), .ternarize(...) or .activations(...).");
        };
    }

    /** The weights of the layers whose names match stay fp32: {@code keepFloat("encoder.0.*")}. */
    public Recipe keepFloat(String... patterns) {
        List<String> names = patterns(patterns, "keepFloat");
        return with(r -> r.weights = weights.except(null, names));
    }

    private static List<String> patterns(String[] patterns, String word) {
        if (patterns.length == 0) {
            throw new IllegalArgumentException(
                    word + "() names no layer: write " + word + "(\"encoder.0.*\"), for instance.");
        }
        return List.of(patterns);
    }

    /** Activations on a grid of the given bits: {@code activations(int8, asymmetric)}. Needed to run on integers. */
    public Recipe activations(Bits bits, Scheme scheme) {
        Objects.requireNonNull(bits, "activations(bits, scheme): write activations(int8, asymmetric)");
        Objects.requireNonNull(scheme, "activations(bits, scheme): write activations(int8, asymmetric)");
        return with(r -> {
            r.activations = activations.general(new Activations(bits, scheme));
            r.last = Word.ACTIVATIONS;
        });
    }

    /** Activations whose range is learned along with the weights: {@code activations(int4, LSQ)}. */
    public Recipe activations(Bits bits, LearnedStepMethod method) {
        return activations(bits, method.scheme());
    }

    /**
     * Learns from a trained model instead of the labels: from its logits, hidden states and attention scores, as
     * TernaryBERT does. Unless {@code model(...)} names another network the student starts as a copy of the teacher.
     */
    public Recipe distillFrom(Model model) {
        Objects.requireNonNull(model, "distillFrom(teacher): the teacher is null; fit one first");
        return with(r -> r.teacher = model);
    }

    /** Whether the embedding tables are trained; frozen for pretrained weights and trained otherwise, unless told. */
    public Recipe embeddings(EmbeddingTraining choice) {
        return with(r -> r.embeddings = choice);
    }

    /** Passes over the training rows; 3 unless told. */
    public Recipe epochs(int n) {
        return with(r -> r.epochs = n);
    }

    /** Rows a step; 32 unless told. */
    public Recipe batch(int n) {
        return with(r -> r.batch = n);
    }

    /** AdamW's peak learning rate. */
    public Recipe learningRate(double rate) {
        return with(r -> r.learningRate = rate);
    }

    /** Probability of dropping a unit while training, in [0, 1). */
    public Recipe dropout(double probability) {
        return with(r -> r.dropout = probability);
    }

    /** Longest sequence of word pieces, [CLS] and [SEP] included; longer texts are cut. 64 unless told. */
    public Recipe tokens(int n) {
        if (n < 3) {
            throw new IllegalArgumentException(
                    "tokens(" + n + "): [CLS], [SEP] and at least one word piece need 3 or more.");
        }
        return with(r -> r.tokens = n);
    }

    /** Fixes everything random: the order of the rows, dropout and new weights. 1 unless told. */
    public Recipe seed(int n) {
        return with(r -> r.seed = n);
    }

    /** Trains on the data set's training rows and returns the model, with a live progress bar. */
    public Model fit(Dataset data) {
        return fit(data.train());
    }

    /** Trains on these rows and returns the model, with a live progress bar. */
    public Model fit(Split train) {
        return Fitting.fit(this, train);
    }

    Architecture architecture() {
        if (architecture != null) {
            return architecture;
        }
        if (teacher != null) {
            return new Continued(teacher);
        }
        throw new IllegalStateException("model() takes its network from a teacher, but there is none. Add"
                + " .distillFrom(teacher), or name a network: model(miniLM().layers(0, 5)).");
    }

    /** The network as it was named; null if it is the teacher's. */
    @Nullable
    Architecture namedArchitecture() {
        return architecture;
    }

    Choices<WeightQuantizer> weights() {
        return weights;
    }

    Choices<Activations> activations() {
        return activations;
    }

    @Nullable
    Model teacher() {
        return teacher;
    }

    int tokens() {
        return tokens;
    }

    int seed() {
        return seed;
    }

    /** What was said of the embeddings; null if nothing. */
    @Nullable
    EmbeddingTraining namedEmbeddings() {
        return embeddings;
    }

    /** The learning rate that was said; null if none. */
    @Nullable
    Double namedLearningRate() {
        return learningRate;
    }

    /** The dropout that was said; null if none. */
    @Nullable
    Double namedDropout() {
        return dropout;
    }

    EmbeddingTraining embeddingTraining() {
        if (embeddings != null) {
            return embeddings;
        }
        return architecture().embeddings();
    }

    /** The learning rate told, or the default of what is trained; README.md says how the defaults were found. */
    Plan plan() {
        boolean quantized = !weights.isEmpty();
        double rate = learningRate != null ? learningRate : quantized ? 3e-4 : 1e-4;
        double drop = dropout != null ? dropout : teacher != null ? 0 : 0.1;
        return new Plan(epochs, batch, rate, drop, seed);
    }

    void requirePositions(int positions) {
        if (tokens > positions) {
            throw new IllegalArgumentException("tokens(" + tokens + ") is longer than the " + positions
                    + " positions of " + architecture() + ": write tokens(" + positions + ") or less.");
        }
    }

    /** A short name for tables: weights and activations, such as "TWN, int8". */
    String label() {
        Activations general = activations.general();
        String method = weights.isEmpty() ? "fp32" : weights.general() == null ? "mixed" : weights.general() + "";
        return method + (activations.isEmpty() ? "" : ", " + (general == null ? "mixed" : general.bits()));
    }

    @Override
    public String toString() {
        return RecipeCode.of(this);
    }

    /** The recipe as a card: one line a choice, with its formula, and the code below. */
    public String toHtml() {
        return RecipeCard.of(this).toHtml();
    }

    Card card() {
        return RecipeCard.of(this);
    }
}
