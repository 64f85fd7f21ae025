package dev.tern;

import dev.tern.nn.EmbeddingTraining;
import dev.tern.quant.Bits;
import dev.tern.quant.KdLsq;
import dev.tern.quant.MinMaxWeights;
import dev.tern.quant.Scheme;
import dev.tern.quant.Twn;
import dev.tern.view.Card;
import java.util.function.Function;

/**
 * A published system as the words it stands for: {@code TernaryBERT.recipe(teacher)} is a {@link Recipe} like any other,
 * prints as those words, and can be changed by more of them. Rates, epochs and batches are the papers', which fine-tune
 * BERT-base on the whole of GLUE; a small data set wants a larger {@code learningRate}.
 */
public final class Published {
    /**
     * Zhang et al., "TernaryBERT: Distillation-aware Ultra-low Bit BERT", EMNLP 2020: TWN a matrix, word embedding a
     * row, 8-bit min-max activations of every batch clamped to 2.5, imitating logits, hidden states and attention. The
     * activations are symmetric as in the released code; the paper says {@code asymmetric.floatOffset()}.
     */
    public static final Published TERNARY_BERT = new Published(
            "TernaryBERT",
            "Zhang et al., TernaryBERT: Distillation-aware Ultra-low Bit BERT, EMNLP 2020",
            teacher -> Recipe.of(null)
                    .ternarize(Twn.TWN)
                    .distillFrom(teacher)
                    .activations(Bits.INT8, Scheme.SYMMETRIC.dynamic().clip(2.5f))
                    .embeddings(EmbeddingTraining.TRAINED)
                    .learningRate(2e-5)
                    .dropout(0.1));

    /**
     * Zafrir et al., "Q8BERT: Quantized 8Bit BERT", NeurIPS EMC² workshop 2019: 8-bit symmetric weights with one scale
     * a matrix, all three embeddings and the head among them; 8-bit symmetric activations whose range follows the
     * batches with decay 0.9999; no teacher.
     */
    public static final Published Q8_BERT = new Published(
            "Q8BERT",
            "Zafrir et al., Q8BERT: Quantized 8Bit BERT, NeurIPS EMC² workshop 2019",
            teacher -> Recipe.of(new Continued(teacher))
                    .weights(Bits.INT8)
                    .weights(MinMaxWeights.of(Bits.INT8))
                    .forLayers("embeddings.*", "classifier")
                    .activations(Bits.INT8, Scheme.SYMMETRIC.decay(0.9999f))
                    .embeddings(EmbeddingTraining.TRAINED)
                    .learningRate(2e-5));

    /**
     * Jacob et al., "Quantization and Training of Neural Networks for Efficient Integer-Arithmetic-Only Inference", CVPR
     * 2018: 8-bit weights with one scale a matrix, 8-bit activations with an integer zero point, their ranges following
     * the batches; no teacher.
     */
    public static final Published JACOB = new Published(
            "Jacob",
            "Jacob et al., Quantization and Training of Neural Networks for Efficient Integer-Arithmetic-Only"
                    + " Inference, CVPR 2018",
            teacher -> Recipe.of(new Continued(teacher))
                    .weights(Bits.INT8)
                    .activations(Bits.INT8, Scheme.ASYMMETRIC.nudged().decay(0.999f)));

    /**
     * Jin et al., "KDLSQ-BERT: A Quantized Bert Combining Knowledge Distillation with Learned Step Size Quantization",
     * 2021: weights of 2 bits and activations of 8 within learned clip values, TernaryBERT's three imitations, batches of
     * 16. The rate of the network's own weights is TernaryBERT's.
     */
    public static final Published KDLSQ_BERT = new Published(
            "KDLSQBERT",
            "Jin et al., KDLSQ-BERT: A Quantized Bert Combining Knowledge Distillation with Learned Step Size"
                    + " Quantization, 2021",
            teacher -> Recipe.of(null)
                    .weights(KdLsq.KDLSQ.bits(Bits.INT2))
                    .distillFrom(teacher)
                    .activations(Bits.INT8, KdLsq.KDLSQ)
                    .embeddings(EmbeddingTraining.TRAINED)
                    .batch(16)
                    .learningRate(2e-5));

    private final String name;
    private final String source;
    private final Function<Model, Recipe> words;

    private Published(String name, String source, Function<Model, Recipe> words) {
        this.name = name;
        this.source = source;
        this.words = words;
    }

    /** The recipe for a student of this teacher, or, where the paper has none, for a copy of it. */
    public Recipe recipe(Model teacher) {
        return words.apply(teacher);
    }

    @Override
    public String toString() {
        return name;
    }

    /** Name, paper and what to type. */
    public String toHtml() {
        return Card.titled(name)
                .note(source)
                .code(name + ".recipe(teacher).fit(data)")
                .toHtml();
    }
}
