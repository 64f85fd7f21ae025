package dev.tern.integer;

import dev.tern.ibert.TableRows;
import dev.tern.quant.Packing;

/**
 * A packed embedding table whose rows are summands. State: {@code NAME.codes} packed, {@code NAME.shape} rows, columns and
 * bits, {@code NAME.multipliers} one or one a row, {@code NAME.zeros} likewise if codes of 0 are not 0.
 */
final class TableStep {
    private final byte[] packed;
    private final int rows;
    private final int columns;
    private final int bits;
    private final int[] multipliers;
    private final int[] zeros;

    TableStep(ProgramState state, String name) {
        int[] shape = state.numbers(name + ".shape", 3);
        rows = shape[0];
        columns = shape[1];
        bits = shape[2];
        packed = state.bytes(name + ".codes");
        multipliers = state.numbers(name + ".multipliers", 1);
        zeros = state.has(name + ".zeros") ? state.numbers(name + ".zeros", 1) : new int[0];
    }

    /** How a trace names the codes. */
    String type() {
        return bits == 1 ? "binary" : bits == 2 && zeros.length == 0 ? "ternary" : "int" + bits;
    }

    int rows() {
        return rows;
    }

    /**
     * Adds a row to a sum.
     *
     * @param codes room for a row of codes
     */
    void add(int row, int[] sum, int at, byte[] codes) {
        if (row < 0 || row >= rows) {
            throw new IllegalArgumentException(
                    "There is no row " + row + " in a table of " + rows + ": the ids are of another vocabulary.");
        }
        Packing.unpack(packed, row * columns, bits, codes, columns);
        int zero = zeros.length == 0 ? 0 : zeros[zeros.length == 1 ? 0 : row];
        TableRows.add(codes, zero, multipliers[multipliers.length == 1 ? 0 : row], sum, at, columns);
    }
}
