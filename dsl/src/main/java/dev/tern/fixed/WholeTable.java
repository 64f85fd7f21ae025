package dev.tern.fixed;

import dev.tern.ibert.TableRows;
import dev.tern.tensor.Tensor;

/** A coded table whose rows are summed as whole numbers of {@link Constants#EMBEDDING_UNIT}. */
public final class WholeTable {
    private final Tensor table;

    public WholeTable(Tensor table) {
        if (!table.isCoded()) {
            throw new IllegalStateException("A table of " + table.rows() + " x " + table.columns()
                    + " has several scales a row or none, so its rows are no whole numbers times one scale."
                    + " Write perRow or perTensor for the embeddings, or leave out .arithmetic(integer).");
        }
        this.table = table;
    }

    /** Adds row {@code row} to a sum. */
    public void add(int row, int[] sum) {
        int columns = table.columns();
        float[] values = new float[columns];
        table.data().get(row * columns, values, 0, columns);
        int[] codes = new int[columns];
        for (int c = 0; c < columns; c++) {
            codes[c] = (int) values[c];
        }
        TableRows.add(codes, Constants.tableMultiplier(table.rowScale(row)), sum, 0, columns);
    }
}
