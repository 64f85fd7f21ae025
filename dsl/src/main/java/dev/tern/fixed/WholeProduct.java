package dev.tern.fixed;

import dev.tern.ibert.FixedPoint;
import dev.tern.ibert.RescaleColumns;
import dev.tern.tensor.Add;
import dev.tern.tensor.Linear;
import dev.tern.tensor.Tape;
import dev.tern.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An affine layer on whole numbers. With one matrix of one scale it is {@link Linear} as it is. Where each output or each
 * half of a split layer has a scale of its own, the exact sums are {@link RescaleColumns rescaled} to the largest of
 * them, the bias is added in its units, and so are the halves, saturated at 23 bits.
 */
public final class WholeProduct {
    private WholeProduct() {}

    /**
     * x Wᵀ + b, coded.
     *
     * @param x [rows, in], coded
     * @param weights [out, in] each, coded
     * @param bias [1, out]
     */
    public static Tensor apply(Tape tape, Tensor x, List<Tensor> weights, Tensor bias) {
        requireCoded(x, weights);
        Tensor first = weights.get(0);
        if (weights.size() == 1 && !first.hasRowScales()) {
            return Linear.apply(tape, x, first, bias);
        }
        float scale = Constants.commonScale(
                x.scale(), weights.stream().map(WholeProduct::scales).toList());
        int[] added = Constants.codes(bias.toFloats(), bias.size(), scale);
        Tensor sum = product(tape, x, first, bias, scale, added);
        if (weights.size() == 1) {
            return sum;
        }
        Tensor other = product(tape, x, weights.get(1), null, scale, new int[bias.size()]);
        WholeRows left = new WholeRows(sum, scale);
        WholeRows right = new WholeRows(other, scale);
        int out = sum.columns();
        return Replaced.apply(tape, x.rows(), out, scale, () -> Add.apply(tape, sum, other), (row, result) -> {
            int[] second = new int[out];
            left.read(row, result);
            right.read(row, second);
            FixedPoint.addSaturated(result, 0, second, 0, out);
        });
    }

    private static void requireCoded(Tensor x, List<Tensor> weights) {
        if (!x.isCoded() || !weights.stream().allMatch(Tensor::isCoded)) {
            throw new IllegalStateException("Integer arithmetic multiplies whole numbers, but "
                    + (x.isCoded() ? "a matrix" : "an input") + " of a layer of "
                    + weights.get(0).rows() + " x "
                    + x.columns()
                    + " has none. Quantize it with .weights(int8) and .activations(int8, asymmetric), with"
                    + " one scale a matrix or an output, or leave out .arithmetic(integer).");
        }
    }

    private static Tensor product(Tape tape, Tensor x, Tensor w, @Nullable Tensor bias, float scale, int[] added) {
        RescaleColumns rescale = new RescaleColumns(
                Constants.columnMultipliers(Constants.columnScales(x.scale(), scales(w), w.rows()), scale));
        return Linear.changed(tape, x, w, bias, scale, row -> {
            int[] sums = new int[added.length];
            for (int c = 0; c < sums.length; c++) {
                sums[c] = (int) row[c];
            }
            rescale.apply(sums, 0);
            FixedPoint.addSaturated(sums, 0, added, 0, sums.length);
            for (int c = 0; c < sums.length; c++) {
                row[c] = sums[c];
            }
        });
    }

    private static float[] scales(Tensor w) {
        float[] scales = new float[w.hasRowScales() ? w.rows() : 1];
        for (int o = 0; o < scales.length; o++) {
            scales[o] = w.rowScale(o);
        }
        return scales;
    }
}
