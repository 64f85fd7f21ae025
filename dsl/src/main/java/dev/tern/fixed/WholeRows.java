package dev.tern.fixed;

import dev.tern.ibert.FixedPoint;
import dev.tern.ibert.Rescale;
import dev.tern.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a tensor as whole numbers of one scale. A coded tensor of that scale is read as it is, one of another is
 * rescaled; a real one, which dropout leaves while training, is rounded.
 */
public final class WholeRows {
    private final Tensor tensor;
    private final float unit;
    private final @Nullable Rescale rescale;

    /** @param unit what the whole numbers shall be worth */
    public WholeRows(Tensor tensor, float unit) {
        this.tensor = tensor;
        this.unit = unit;
        this.rescale = tensor.isCoded() && tensor.scale() != unit
                ? Constants.ratio(tensor.scale(), unit).saturating(-FixedPoint.LARGEST, FixedPoint.LARGEST)
                : null;
    }

    /** Row {@code row}, into the start of {@code result}. */
    public void read(int row, int[] result) {
        int columns = tensor.columns();
        float[] values = new float[columns];
        tensor.data().get(row * columns, values, 0, columns);
        if (tensor.isCoded()) {
            for (int c = 0; c < columns; c++) {
                result[c] = (int) values[c];
            }
        } else {
            System.arraycopy(Constants.codes(values, columns, unit), 0, result, 0, columns);
        }
        if (rescale != null) {
            rescale.apply(result, 0, columns, result, 0);
        }
    }
}
