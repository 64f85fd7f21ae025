package dev.tern;

import dev.tern.datasets.Dataset;
import dev.tern.datasets.Split;
import dev.tern.quant.Bits;
import dev.tern.quant.Bwn;
import dev.tern.quant.Lsq;
import dev.tern.quant.Scheme;
import dev.tern.quant.Twn;
import dev.tern.tensor.Precision;
import dev.tern.train.Attention;
import dev.tern.train.Hidden;
import dev.tern.train.Logits;
import dev.tern.view.Card;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * BinaryBERT: Bai, Zhang, Hou, Shang, Jin, Jiang, Liu, Lyu, King, "BinaryBERT: Pushing the Limit of BERT Quantization", ACL
 * 2021. A teacher's more important half is trained, made ternary, and split into a binary network of the teacher's size,
 * which is fine-tuned. Three recipes, one after the other:
 *
 * <pre>{@code
 * var half = model(teacher.halfWidth()).distillFrom(teacher).imitate(...).fit(data);
 * var ternary = model().ternarize(TWN).distillFrom(half).imitate(...).activations(...).fit(data);
 * var binary = model(ternary.split()).binarize(BWN).distillFrom(half).imitate(...).activations(...).fit(data);
 * }</pre>
 *
 * <p>As in the paper, activations are symmetric except the attention probabilities and the input of the second feed-forward
 * layer; 8 bits have learned limits (PACT), and with 4 bits or fewer the steps are learned (LSQ) and ReLU takes GELU's
 * place. Ranges are tracked, not taken of every batch anew, so that the result runs on integers; the published form is
 * {@link #asPublished}. The student's teacher is the half-width network in fp32, for only equal numbers of heads can be
 * imitated; hidden states and attention are learned first, then the logits. {@link #words} prints it all. Immutable.
 */
public final class BinaryBert {
    /** 8-bit activations, everything split. The language's {@code BinaryBERT}. */
    public static final BinaryBert BINARY_BERT =
            new BinaryBert(Bits.INT8, Ranges.TRACKED, null, UnaryOperator.identity());

    /** Where the ranges of activations come from. */
    private enum Ranges {
        TRACKED("") {
            @Override
            Scheme linear(Bits bits) {
                return bits.count() <= 4 ? Lsq.LSQ.scheme() : Scheme.SYMMETRIC.learnedClip();
            }

            @Override
            Scheme positive(Bits bits) {
                return bits.count() <= 4 ? Lsq.LSQ.scheme() : Scheme.ASYMMETRIC.learnedClip();
            }
        },
        PUBLISHED(".asPublished()") {
            @Override
            Scheme linear(Bits bits) {
                return bits.count() <= 4
                        ? Lsq.LSQ.scheme()
                        : Scheme.SYMMETRIC.dynamic().learnedClip();
            }

            @Override
            Scheme positive(Bits bits) {
                return bits.count() <= 4
                        ? Lsq.LSQ.fromMinimum()
                        : Scheme.ASYMMETRIC.floatOffset().dynamic().learnedClip();
            }
        };

        private final String word;

        Ranges(String word) {
            this.word = word;
        }

        /** Of the inputs of matrices, queries, keys and values. */
        abstract Scheme linear(Bits bits);

        /** Of attention probabilities and what leaves GELU or ReLU. */
        abstract Scheme positive(Bits bits);
    }

    private final Bits bits;
    private final Ranges ranges;
    private final @Nullable Size budget;
    private final UnaryOperator<Recipe> training;

    private BinaryBert(Bits bits, Ranges ranges, @Nullable Size budget, UnaryOperator<Recipe> training) {
        this.bits = bits;
        this.ranges = ranges;
        this.budget = budget;
        this.training = training;
    }

    /** Activations of another number of bits; 8 unless told. */
    public BinaryBert activations(Bits newBits) {
        return new BinaryBert(newBits, ranges, budget, training);
    }

    /**
     * Ranges of every batch anew and offsets in float, as the published code has them: for comparison, not for the
     * integer program.
     */
    public BinaryBert asPublished() {
        return new BinaryBert(bits, Ranges.PUBLISHED, budget, training);
    }

    /** Splits only the matrices that gain most, as many as fit into a size: adaptive splitting. */
    public BinaryBert within(Size newBudget) {
        return new BinaryBert(bits, ranges, newBudget, training);
    }

    private BinaryBert trained(UnaryOperator<Recipe> word) {
        return new BinaryBert(bits, ranges, budget, recipe -> word.apply(training.apply(recipe)));
    }

    /** Passes over the training rows in each of the three trainings; as a recipe has them unless told. */
    public BinaryBert epochs(int n) {
        return trained(recipe -> recipe.epochs(n));
    }

    /** Rows a step in each of the three trainings. */
    public BinaryBert batch(int n) {
        return trained(recipe -> recipe.batch(n));
    }

    /** The longest text in tokens, in each of the three trainings. */
    public BinaryBert tokens(int longest) {
        return trained(recipe -> recipe.tokens(longest));
    }

    /** The peak learning rate of each of the three trainings. */
    public BinaryBert learningRate(double rate) {
        return trained(recipe -> recipe.learningRate(rate));
    }

    /** Exact or fast gradients in the three trainings. */
    public BinaryBert precision(Precision choice) {
        return trained(recipe -> recipe.precision(choice));
    }

    /** Fixes everything random in the three trainings. */
    public BinaryBert seed(int n) {
        return trained(recipe -> recipe.seed(n));
    }

    /** The recipe of the half-width network, fp32; it imitates what networks of different heads have in common. */
    public Recipe half(Model teacher) {
        Narrower narrow = teacher.halfWidth();
        return training.apply(Recipe.of(bits.count() <= 4 ? narrow.relu() : narrow)
                .distillFrom(teacher)
                .imitate(Logits.TERNARY_BERT.and(Hidden.EVERY_LAYER)));
    }

    /** The recipe of its ternary student. */
    public Recipe ternary(Model half) {
        return training.apply(activations(imitating(Recipe.of(null).ternarize(Twn.TWN), half)));
    }

    /** The recipe of the binary student that starts from the split ternary one. */
    public Recipe binary(Model ternary, Model half) {
        SplitWeights split = budget == null ? ternary.split() : ternary.split(budget);
        return training.apply(activations(imitating(Recipe.of(split).binarize(Bwn.BWN), half)));
    }

    /** Hidden states and attention first, at 2.5 times the rate, then the logits. */
    private static Recipe imitating(Recipe recipe, Model half) {
        return recipe.distillFrom(half)
                .imitate(Hidden.EVERY_LAYER.and(Attention.EVERY_LAYER).rateTimes(2.5), Logits.TERNARY_BERT);
    }

    private Recipe activations(Recipe recipe) {
        Recipe linear = recipe.activations(bits, ranges.linear(bits));
        return ranges.linear(bits).equals(ranges.positive(bits))
                ? linear
                : linear.activations(bits, ranges.positive(bits))
                        .forLayers("*.probabilities", "*.feedForwardOut.input");
    }

    /** Runs all three trainings, each with a live progress bar, and returns what came of each. */
    public Stages fit(Model teacher, Dataset data) {
        return fit(teacher, data.train());
    }

    /** Runs all three trainings on these rows. */
    public Stages fit(Model teacher, Split train) {
        Model half = half(teacher).fit(train);
        Model ternary = ternary(half).fit(train);
        return new Stages(half, ternary, binary(ternary, half).fit(train));
    }

    /**
     * The models a BinaryBERT is made of, each to be kept, compared or saved.
     *
     * @param half the fp32 network of half the heads and neurons
     * @param ternary its ternary student
     * @param binary the binary student
     */
    public record Stages(Model half, Model ternary, Model binary) {
        @Override
        public String toString() {
            return "half: " + half + "\nternary: " + ternary + "\nbinary: " + binary;
        }

        /** The three models as cards. */
        public String toHtml() {
            return "<div>" + half.toHtml() + ternary.toHtml() + binary.toHtml() + "</div>";
        }
    }

    /** The words it stands for: three lines of code that do what {@link #fit} does. */
    public String words(Model teacher) {
        String half = half(teacher).toString();
        UnaryOperator<String> named = recipe -> recipe.replace(".distillFrom(teacher)", ".distillFrom(half)");
        // The later recipes print alike whichever models they name, so that none needs to be trained for it.
        String ternary = named.apply(ternary(teacher).toString());
        String split = "model(ternary.split(" + (budget == null ? "" : budget) + "))";
        String binary = split
                + named.apply(activations(imitating(Recipe.of(null).binarize(Bwn.BWN), teacher))
                                .toString())
                        .substring("model()".length());
        return "var half = " + half + ".fit(data);\n"
                + "var ternary = " + ternary + ".fit(data);\n"
                + "var binary = " + binary + trainingWords() + ".fit(data);";
    }

    private String trainingWords() {
        return training.apply(Recipe.of(null)).toString().substring("model()".length());
    }

    /** The expression that makes this value. */
    @Override
    public String toString() {
        return "BinaryBERT"
                + (bits.equals(Bits.INT8) ? "" : ".activations(" + bits + ")")
                + ranges.word
                + (budget == null ? "" : ".within(" + budget + ")")
                + trainingWords();
    }

    /** Name, paper and what to type. */
    public String toHtml() {
        return Card.titled("BinaryBERT")
                .note("Bai et al., BinaryBERT: Pushing the Limit of BERT Quantization, ACL 2021")
                .code(this + ".fit(teacher, data)")
                .toHtml();
    }
}
