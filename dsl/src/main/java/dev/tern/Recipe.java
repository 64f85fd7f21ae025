package dev.tern;

import dev.tern.datasets.Dataset;
import dev.tern.datasets.Split;
import dev.tern.nn.Arithmetic;
import dev.tern.nn.EmbeddingTraining;
import dev.tern.nn.Quantization.Activations;
import dev.tern.quant.Binarizer;
import dev.tern.quant.Bits;
import dev.tern.quant.Granularity;
import dev.tern.quant.LearnedStepMethod;
import dev.tern.quant.MinMaxWeights;
import dev.tern.quant.Scheme;
import dev.tern.quant.Ternarizer;
import dev.tern.quant.WeightQuantizer;
import dev.tern.tensor.Precision;
import dev.tern.train.Lesson;
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
    private final RecipeData said;

    private Recipe(RecipeData said) {
        this.said = said;
    }

    static Recipe of(@Nullable Architecture architecture) {
        return new Recipe(RecipeData.NOTHING_SAID.with(r -> r.architecture = architecture));
    }

    private Recipe with(Consumer<RecipeData> change) {
        return new Recipe(said.with(change));
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

    /** Weights of a given number of bits: {@code weights(int4, asymmetric)}, {@code weights(int4, symmetric.mse())}. */
    public Recipe weights(Bits bits, Scheme scheme) {
        return weights(MinMaxWeights.of(bits, scheme));
    }

    /** The same with more than one scale a matrix: {@code weights(int4, asymmetric.mse(), perGroup(64))}. */
    public Recipe weights(Bits bits, Scheme scheme, Granularity granularity) {
        return weights(MinMaxWeights.of(bits, scheme).with(granularity));
    }

    /** Weights quantized by a method, one with a learned step for instance. */
    public Recipe weights(WeightQuantizer method) {
        return with(r -> {
            r.weights = said.weights.general(method);
            r.last = RecipeData.Word.WEIGHTS;
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
        return switch (said.last) {
            case WEIGHTS -> with(r -> r.weights = said.weights.only(names));
            case ACTIVATIONS -> with(r -> r.activations = said.activations.only(names));
            case OTHER ->
                throw new IllegalStateException("forLayers(...) limits the word before it: write it right after"
                        + " .weights(...), .ternarize(...) or .activations(...).");
        };
    }

    /** The weights of the layers whose names match stay fp32: {@code keepFloat("encoder.0.*")}. */
    public Recipe keepFloat(String... patterns) {
        List<String> names = patterns(patterns, "keepFloat");
        return with(r -> r.weights = said.weights.except(null, names));
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
            r.activations = said.activations.general(new Activations(bits, scheme));
            r.last = RecipeData.Word.ACTIVATIONS;
        });
    }

    /** Activations of the given bits, asymmetric: {@code activations(int8)} is {@code activations(int8, asymmetric)}. */
    public Recipe activations(Bits bits) {
        return activations(bits, Scheme.ASYMMETRIC);
    }

    /** Activations of one bit, the sign times the mean magnitude of the row: {@code activations(binary)}. */
    public Recipe activations(Scheme scheme) {
        if (!scheme.isBinary()) {
            throw new IllegalArgumentException("activations(" + scheme + ") does not say how many bits: write"
                    + " activations(int8, " + scheme + ").");
        }
        return activations(new Bits(1), scheme);
    }

    /** Activations whose range is learned along with the weights: {@code activations(int4, LSQ)}. */
    public Recipe activations(Bits bits, LearnedStepMethod method) {
        return activations(bits, method.scheme());
    }

    /**
     * In what softmax, GELU, LayerNorm, residual additions and the classifier compute, when training and after:
     * {@code arithmetic(integer)} makes {@code student.integer()} a program without a float instruction. {@code mixed}
     * unless told, which is fp32.
     */
    public Recipe arithmetic(Arithmetic choice) {
        Objects.requireNonNull(choice, "arithmetic(choice): write arithmetic(integer) or arithmetic(mixed)");
        return with(r -> r.arithmetic = choice);
    }

    /**
     * Learns from a trained model instead of the labels: from its logits, hidden states and attention scores, as
     * TernaryBERT does, unless {@link #imitate} says otherwise. Unless {@code model(...)} names another network the
     * student starts as a copy of the teacher.
     */
    public Recipe distillFrom(Model model) {
        Objects.requireNonNull(model, "distillFrom(teacher): the teacher is null; fit one first");
        return with(r -> r.teacher = model);
    }

    /**
     * What of the teacher is imitated: {@code imitate(logits.and(hidden).and(attention))}, which is what it is without
     * this word. Several stages are taught one after the other, each with a warm-up and a decay of its own:
     * {@code imitate(hidden.and(attention).rateTimes(2.5), logits.epochs(2))}.
     */
    public Recipe imitate(Lesson... stages) {
        if (stages.length == 0) {
            throw new IllegalArgumentException("imitate() names nothing to imitate: write imitate(logits).");
        }
        return with(r -> r.lessons = List.of(stages));
    }

    /**
     * How much memory the teacher's answers may take: {@code remember(mebibytes(512))}. What fits is asked for once and
     * not at every epoch, which changes no bit of what is learned. A quarter of Java's memory unless told.
     */
    public Recipe remember(Size memory) {
        Objects.requireNonNull(memory, "remember(size): write remember(mebibytes(512))");
        return with(r -> r.memory = memory);
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

    /** Share of the steps, of every stage, in which the learning rate rises from 0; 0.1 unless told. */
    public Recipe warmUp(double share) {
        return with(r -> r.warmUp = share);
    }

    /**
     * Evaluates on these rows after every epoch and returns the model of the epoch that was most often right, the first
     * of equals, as TernaryBERT does. Not told, the last epoch's is returned. Rows that choose the model are not rows to
     * test it on.
     */
    public Recipe keepBest(Split rows) {
        Objects.requireNonNull(
                rows, "keepBest(rows): the rows are null; give a split that is neither trained nor tested on");
        return with(r -> r.check = rows);
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

    /**
     * How the products of training are rounded: {@code precision(fast)} rounds gradients' factors to bf16 where the
     * processor has it and sums fp32 in the order that is fastest there; {@code precision(exact)} is fp32 with the same
     * bits on every machine. Products of whole numbers are exact in both. {@code exact} unless told.
     */
    public Recipe precision(Precision choice) {
        Objects.requireNonNull(choice, "precision(choice): write precision(fast) or precision(exact)");
        return with(r -> r.precision = choice);
    }

    /** Trains on the data set's training rows and returns the model, with a live progress bar. */
    public Model fit(Dataset data) {
        return fit(data.train());
    }

    /** Trains on these rows and returns the model, with a live progress bar. */
    public Model fit(Split train) {
        return Fitting.fit(this, train);
    }

    RecipeData said() {
        return said;
    }

    Architecture architecture() {
        if (said.architecture != null) {
            return said.architecture;
        }
        if (said.teacher != null) {
            return new Continued(said.teacher);
        }
        throw new IllegalStateException("model() takes its network from a teacher, but there is none. Add"
                + " .distillFrom(teacher), or name a network: model(miniLM().layers(0, 5)).");
    }

    int tokens() {
        return said.tokens;
    }

    long seed() {
        return said.seed;
    }

    EmbeddingTraining embeddingTraining() {
        return said.embeddings != null ? said.embeddings : architecture().embeddings();
    }

    void requirePositions(int positions) {
        if (said.tokens > positions) {
            throw new IllegalArgumentException("tokens(" + said.tokens + ") is longer than the " + positions
                    + " positions of " + architecture() + ": write tokens(" + positions + ") or less.");
        }
    }

    @Override
    public String toString() {
        return RecipeCode.of(said);
    }

    /** The recipe as a card: one line a choice, with its formula, and the code below. */
    public String toHtml() {
        return RecipeCard.of(this).toHtml();
    }

    Card card() {
        return RecipeCard.of(this);
    }
}
