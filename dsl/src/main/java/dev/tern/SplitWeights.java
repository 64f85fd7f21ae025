package dev.tern;

import dev.tern.datasets.Dataset;
import dev.tern.datasets.Split;
import dev.tern.nn.BertClassifier;
import dev.tern.nn.EmbeddingTraining;
import dev.tern.nn.Parameter;
import dev.tern.nn.Quantization;
import dev.tern.nn.WeightSplitting;
import dev.tern.quant.ActivationQuantizer;
import dev.tern.quant.Bwn;
import dev.tern.quant.Codes;
import dev.tern.quant.Granularity;
import dev.tern.train.AdaptiveSplitting;
import dev.tern.train.History;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A ternary model with every ternary matrix split into two that binarize to it: {@code student.split()} (Bai et al.,
 * BinaryBERT, ACL 2021; the formulas are in {@link dev.tern.quant.TernarySplit}). To be fine-tuned as
 * {@code model(student.split()).binarize(BWN)}.
 *
 * <p>Under a size ({@code student.split(mebibytes(16.5))}, the paper's adaptive splitting) only the matrices that gain
 * most are split, as many as fit; the others become single binary matrices. The paper trains once more with those binary
 * and the chosen ones ternary before it splits; here the split follows at once and the fine-tuning makes up for it.
 */
public final class SplitWeights implements Architecture {
    private final Model model;
    private final @Nullable Size budget;

    private SplitWeights(Model model, @Nullable Size budget) {
        this.model = model;
        this.budget = budget;
    }

    static SplitWeights of(Model model, @Nullable Size budget) {
        if (!(model.network() instanceof BertClassifier bert)
                || WeightSplitting.splittable(bert).isEmpty()) {
            throw new IllegalStateException("split() needs a BERT encoder with ternary weights that is not split yet,"
                    + " but this model is " + model.label() + ", "
                    + model.network().describe()
                    + ". Fit a recipe with .ternarize(TWN) first.");
        }
        return new SplitWeights(model, budget);
    }

    /**
     * The layers that are split, in order.
     *
     * @param data on whose training rows the gain of splitting is measured, under a size
     */
    public List<String> layers(Dataset data) {
        return layers(data.train());
    }

    private List<String> layers(Split train) {
        BertClassifier ternary = (BertClassifier) model.network();
        return budget == null
                ? WeightSplitting.splittable(ternary)
                : AdaptiveSplitting.measured(ternary, Bwn.BWN, model.reader().read(train))
                        .within(budget.bytes());
    }

    /**
     * The split model before any fine-tuning, its weights binarized by BWN and its activations as they were: what it says
     * is what the ternary model says, up to rounding, unless a size left some matrices unsplit.
     */
    public Model binarized(Dataset data) {
        BertClassifier split = WeightSplitting.of((BertClassifier) model.network(), layers(data));
        Map<String, Codes> codes = new LinkedHashMap<>();
        for (Parameter p : split.quantizable()) {
            if (p.name().endsWith(".split.weight")
                    || model.network().quantization().codes(p.name()) != null) {
                boolean isTable = p.kind() == Parameter.Kind.TABLE;
                codes.put(p.name(), (isTable ? Bwn.BWN.with(Granularity.perRow()) : Bwn.BWN).codes(p.value()));
            }
        }
        Map<String, ActivationQuantizer> activations = new LinkedHashMap<>();
        for (String place : split.places()) {
            ActivationQuantizer quantizer = model.network().quantization().activation(place);
            if (quantizer != null) {
                activations.put(place, quantizer);
            }
        }
        return new Model(
                "split, not fine-tuned",
                this + ".binarized(data)",
                split.copy(Quantization.stored(codes, activations), split.embeddingTraining()),
                model.reader(),
                model.labels(),
                History.none());
    }

    @Override
    public Start start(Split train, Recipe recipe) {
        Continued.requireClasses(model, train);
        return new Start(WeightSplitting.of((BertClassifier) model.network(), layers(train)), model.reader());
    }

    @Override
    public EmbeddingTraining embeddings() {
        return ((BertClassifier) model.network()).embeddingTraining();
    }

    @Override
    public String toString() {
        return "student.split(" + (budget == null ? "" : budget) + ")";
    }
}
