package dev.tern.nn;

import dev.tern.quant.ActivationQuantizer;
import dev.tern.tensor.AttentionContext;
import dev.tern.tensor.Dropout;
import dev.tern.tensor.Sequences;
import dev.tern.tensor.Tape;
import dev.tern.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** What a network computes besides its quantizers and the products of attention, in one arithmetic or another. */
interface Operations {
    /**
     * The sum of the rows of words (one table, or two halves), positions and types, before LayerNorm.
     *
     * @param half the second half of a split table of words; null unless it is split
     * @param tokens the row of words of every position
     * @param batch whose types and layout count
     * @return [batch · time, width]
     */
    Tensor embed(
            Tape tape, Tensor word, @Nullable Tensor half, Tensor position, Tensor type, int[] tokens, Batch batch);

    /**
     * x Wᵀ + b; of a split layer the sum of two such, the bias in the first.
     *
     * @param weight [out, in]
     * @param half [out, in]; null unless the layer is split
     */
    Tensor affine(Tape tape, Tensor x, Tensor weight, @Nullable Tensor half, Tensor bias);

    /** LayerNorm of x, or of branch + x. */
    Tensor norm(Tape tape, @Nullable Tensor branch, Tensor x, Norm norm);

    /**
     * Probabilities of attention scores.
     *
     * @param factor what a product of the whole numbers of queries and keys is worth as a score
     */
    Tensor softmax(Tape tape, Tensor scores, float factor, Sequences sequences);

    /**
     * From attention scores to the weighted values: {@link #softmax}, dropout, quantization, product.
     *
     * @param quantizer of the probabilities; null keeps them fp32
     */
    default Tensor attend(
            Tape tape,
            Tensor scores,
            float factor,
            Tensor values,
            Sequences sequences,
            int heads,
            float dropout,
            @Nullable ActivationQuantizer quantizer) {
        Tensor probabilities = Dropout.apply(tape, softmax(tape, scores, factor, sequences), dropout);
        Tensor left = quantizer == null ? probabilities : quantizer.apply(tape, probabilities);
        return AttentionContext.apply(tape, left, values, sequences, heads);
    }

    /** The function between the feed-forward layers. */
    Tensor nonlinearity(Tape tape, Nonlinearity function, Tensor x);

    /** tanh, of the pooler. */
    Tensor tanh(Tape tape, Tensor x);

    /** Logits as real numbers. */
    Tensor logits(Tape tape, Tensor x);
}
