package dev.tern.tensor;

import java.util.Arrays;

/**
 * Heap arrays a thread keeps for tiles, so that kernels allocate nothing. Each slot is one array in use: the slots below
 * {@link #QUANTIZERS} are for this package's operations, those from there on for tiles of quantizers.
 */
public final class Scratch {
    /** First of the slots for quantizers. */
    public static final int QUANTIZERS = 16;

    /** First of two slots for kernels. */
    static final int KERNEL = 21;

    /** First of the slots for {@link ColumnSums}. */
    static final int SUMS = 23;

    /** First of two slots for row vectors that a whole operation reads, on every thread. */
    static final int VECTOR = 26;

    /** First of two slots for what an operation gathers from all its threads. */
    static final int GATHERED = 28;

    private static final int SLOTS = 30;
    private static final ThreadLocal<float[][]> ARRAYS = ThreadLocal.withInitial(() -> new float[SLOTS][0]);

    private static final int DOUBLE_SLOTS = 3;
    private static final ThreadLocal<double[][]> DOUBLES = ThreadLocal.withInitial(() -> new double[DOUBLE_SLOTS][0]);

    /** How many arrays {@link #rows} returns. */
    static final int ROWS = 8;

    private static final ThreadLocal<float[][]> ROW_ARRAYS = ThreadLocal.withInitial(() -> new float[ROWS][0]);

    private Scratch() {}

    /** {@link #ROWS} arrays of at least {@code n} floats; contents undefined. */
    static float[][] rows(int n) {
        float[][] rows = ROW_ARRAYS.get();
        if (rows[0].length < n) {
            for (int i = 0; i < ROWS; i++) {
                rows[i] = new float[n];
            }
        }
        return rows;
    }

    /**
     * At least {@code n} doubles, of which the first n are 0, for sums that a quantizer gathers from all its threads.
     *
     * @param slot 0 to 2; what was in it is lost
     */
    public static double[] zeros(int slot, int n) {
        double[][] arrays = DOUBLES.get();
        if (arrays[slot].length < n) {
            arrays[slot] = new double[n];
        }
        Arrays.fill(arrays[slot], 0, n, 0);
        return arrays[slot];
    }

    /**
     * At least {@code n} floats, rounded up to whole lanes; contents undefined.
     *
     * @param slot below {@link #QUANTIZERS} + 5; what was in it is lost
     */
    public static float[] floats(int slot, int n) {
        float[][] arrays = ARRAYS.get();
        if (arrays[slot].length < n) {
            arrays[slot] = new float[RowKernels.padded(n)];
        }
        return arrays[slot];
    }
}
