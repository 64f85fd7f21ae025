package dev.tern.nn;

import dev.tern.quant.ActivationQuantizer;
import dev.tern.tensor.Add;
import dev.tern.tensor.AttentionOutput;
import dev.tern.tensor.Embedding;
import dev.tern.tensor.LayerNorm;
import dev.tern.tensor.Linear;
import dev.tern.tensor.ResidualNorm;
import dev.tern.tensor.Rounding;
import dev.tern.tensor.SelectRows;
import dev.tern.tensor.Sequences;
import dev.tern.tensor.Softmax;
import dev.tern.tensor.Tanh;
import dev.tern.tensor.Tape;
import dev.tern.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** fp32. */
final class MixedOperations implements Operations {
    @Override
    public Tensor embed(
            Tape tape, Tensor word, @Nullable Tensor half, Tensor position, Tensor type, int[] tokens, Batch batch) {
        int time = batch.layout().time();
        Tensor sum = Embedding.apply(tape, word, position, type, tokens, batch.types(), time);
        return half == null ? sum : Add.apply(tape, sum, SelectRows.apply(tape, half, tokens));
    }

    @Override
    public Tensor affine(Tape tape, Tensor x, Tensor weight, @Nullable Tensor half, Tensor bias) {
        Tensor y = Linear.apply(tape, x, weight, bias);
        return half == null ? y : Add.apply(tape, y, Linear.apply(tape, x, half, null));
    }

    @Override
    public Tensor norm(Tape tape, @Nullable Tensor branch, Tensor x, Norm norm) {
        Tensor gamma = norm.gamma().value();
        Tensor beta = norm.beta().value();
        return branch == null
                ? LayerNorm.apply(tape, x, gamma, beta, BertClassifier.EPSILON)
                : ResidualNorm.apply(tape, branch, x, gamma, beta, BertClassifier.EPSILON);
    }

    @Override
    public Tensor softmax(Tape tape, Tensor scores, float factor, Sequences sequences) {
        return Softmax.apply(tape, scores);
    }

    @Override
    public Tensor attend(
            Tape tape,
            Tensor scores,
            float factor,
            Tensor values,
            Sequences sequences,
            int heads,
            float dropout,
            @Nullable ActivationQuantizer quantizer) {
        Rounding rounding = quantizer == null ? null : quantizer.rounding(tape);
        return quantizer != null && rounding == null
                ? Operations.super.attend(tape, scores, factor, values, sequences, heads, dropout, quantizer)
                : AttentionOutput.apply(tape, scores, values, sequences, heads, dropout, rounding);
    }

    @Override
    public Tensor nonlinearity(Tape tape, Nonlinearity function, Tensor x) {
        return function.apply(tape, x);
    }

    @Override
    public Tensor tanh(Tape tape, Tensor x) {
        return Tanh.apply(tape, x);
    }

    @Override
    public Tensor logits(Tape tape, Tensor x) {
        return x;
    }
}
