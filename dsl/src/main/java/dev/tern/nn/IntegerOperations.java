package dev.tern.nn;

import dev.tern.fixed.Constants;
import dev.tern.fixed.Replaced;
import dev.tern.fixed.WholeProduct;
import dev.tern.fixed.WholeRows;
import dev.tern.fixed.WholeTable;
import dev.tern.ibert.FixedGelu;
import dev.tern.ibert.FixedLayerNorm;
import dev.tern.ibert.FixedPoint;
import dev.tern.ibert.FixedSoftmax;
import dev.tern.ibert.FixedTanh;
import dev.tern.tensor.Add;
import dev.tern.tensor.LayerNorm;
import dev.tern.tensor.Sequences;
import dev.tern.tensor.Softmax;
import dev.tern.tensor.Tanh;
import dev.tern.tensor.Tape;
import dev.tern.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Whole numbers: {@code dev.tern.ibert} forward, the derivative of the real function backward. */
final class IntegerOperations implements Operations {
    private static final Operations REAL = new MixedOperations();

    @Override
    public Tensor embed(
            Tape tape, Tensor word, @Nullable Tensor half, Tensor position, Tensor type, int[] tokens, Batch batch) {
        int time = batch.layout().time();
        WholeTable words = new WholeTable(word);
        WholeTable others = half == null ? null : new WholeTable(half);
        WholeTable positions = new WholeTable(position);
        WholeTable types = new WholeTable(type);
        int width = position.columns();
        return Replaced.apply(
                tape,
                tokens.length,
                width,
                Constants.EMBEDDING_UNIT,
                () -> REAL.embed(tape, word, half, position, type, tokens, batch),
                (row, sum) -> {
                    Arrays.fill(sum, 0);
                    words.add(tokens[row], sum);
                    if (others != null) {
                        others.add(tokens[row], sum);
                    }
                    positions.add(row % time, sum);
                    types.add(batch.types()[row], sum);
                });
    }

    @Override
    public Tensor affine(Tape tape, Tensor x, Tensor weight, @Nullable Tensor half, Tensor bias) {
        return WholeProduct.apply(tape, x, half == null ? List.of(weight) : List.of(weight, half), bias);
    }

    @Override
    public Tensor norm(Tape tape, @Nullable Tensor branch, Tensor x, Norm norm) {
        Tensor gamma = norm.gamma().value();
        Tensor beta = norm.beta().value();
        int width = x.columns();
        FixedLayerNorm function = Constants.layerNorm(gamma.toFloats(), beta.toFloats());
        // The embedding's sum has a scale of its own, which LayerNorm does not see.
        WholeRows first = new WholeRows(x, branch == null ? x.scale() : Constants.UNIT);
        WholeRows second = branch == null ? first : new WholeRows(branch, Constants.UNIT);
        return Replaced.apply(
                tape,
                x.rows(),
                width,
                Constants.UNIT,
                () -> LayerNorm.apply(
                        tape, branch == null ? x : Add.apply(tape, branch, x), gamma, beta, BertClassifier.EPSILON),
                (row, result) -> {
                    first.read(row, result);
                    if (branch != null) {
                        int[] other = new int[width];
                        second.read(row, other);
                        FixedPoint.add(result, 0, other, 0, width);
                    }
                    function.apply(result, 0, result, 0);
                });
    }

    @Override
    public Tensor softmax(Tape tape, Tensor scores, float factor, Sequences sequences) {
        FixedSoftmax function = Constants.softmax(factor);
        int time = sequences.time();
        int rowsOfASequence = scores.rows() / sequences.batch();
        return Replaced.apply(
                tape, scores.rows(), time, Constants.FRACTION, () -> Softmax.apply(tape, scores), (row, result) -> {
                    int length = sequences.lengths()[row / rowsOfASequence];
                    for (int j = 0; j < length; j++) {
                        // Exactly the sum of products: the score is that times factor, rounded once, and below 2^23.
                        result[j] = (int) Math.rint((double) scores.data().get(row * time + j) / factor);
                    }
                    function.apply(result, 0, length);
                    Arrays.fill(result, length, time, 0);
                });
    }

    @Override
    public Tensor nonlinearity(Tape tape, Nonlinearity function, Tensor x) {
        boolean isGelu = function == Nonlinearity.GELU;
        // ReLU has no scale: the sums stay what they are.
        float unit = isGelu ? Constants.UNIT : x.scale();
        WholeRows rows = new WholeRows(x, unit);
        return Replaced.apply(tape, x.rows(), x.columns(), unit, () -> function.apply(tape, x), (row, result) -> {
            rows.read(row, result);
            if (isGelu) {
                FixedGelu.apply(result, 0, result.length);
            } else {
                FixedPoint.relu(result, 0, result.length);
            }
        });
    }

    @Override
    public Tensor tanh(Tape tape, Tensor x) {
        WholeRows rows = new WholeRows(x, Constants.UNIT);
        return Replaced.apply(
                tape, x.rows(), x.columns(), Constants.FRACTION, () -> Tanh.apply(tape, x), (row, result) -> {
                    rows.read(row, result);
                    FixedTanh.apply(result, 0, result.length);
                });
    }

    @Override
    public Tensor logits(Tape tape, Tensor x) {
        return Replaced.values(tape, x);
    }
}
