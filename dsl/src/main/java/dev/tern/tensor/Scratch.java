package dev.tern.tensor;

/**
 * Heap arrays a thread keeps for tiles, so that kernels allocate nothing. Each slot is one array in use: the slots below
 * {@link #QUANTIZERS} are for this package's operations, those from there on for tiles of quantizers.
 */
public final class Scratch {
    /** First of the slots for quantizers. */
    public static final int QUANTIZERS = 16;

    /** The slot of kernels that need one. */
    static final int KERNEL = 20;

    /** First of the slots for {@link ColumnSums}. */
    static final int SUMS = 21;

    private static final int SLOTS = 24;
    private static final ThreadLocal<float[][]> ARRAYS = ThreadLocal.withInitial(() -> new float[SLOTS][0]);

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
     * At least {@code n} floats, rounded up to whole lanes; contents undefined.
     *
     * @param slot below {@link #QUANTIZERS} + 4; what was in it is lost
     */
    public static float[] floats(int slot, int n) {
        float[][] arrays = ARRAYS.get();
        if (arrays[slot].length < n) {
            arrays[slot] = new float[RowKernels.padded(n)];
        }
        return arrays[slot];
    }
}
