package dev.tern.tensor;

/** Heap arrays a thread keeps for row tiles, so that kernels allocate nothing. Each slot is one array in use. */
final class Scratch {
    private static final int SLOTS = 10;
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

    /** At least {@code n} floats, rounded up to whole lanes; contents undefined. */
    static float[] floats(int slot, int n) {
        float[][] arrays = ARRAYS.get();
        if (arrays[slot].length < n) {
            arrays[slot] = new float[RowKernels.padded(n)];
        }
        return arrays[slot];
    }
}
