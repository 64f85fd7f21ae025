package dev.tern.tensor;

/** Heap arrays a thread keeps for row tiles, so that kernels allocate nothing. Each slot is one array in use. */
final class Scratch {
    private static final int SLOTS = 10;
    private static final ThreadLocal<float[][]> ARRAYS = ThreadLocal.withInitial(() -> new float[SLOTS][0]);

    private Scratch() {}

    /** At least {@code n} floats, rounded up to whole lanes; contents undefined. */
    static float[] floats(int slot, int n) {
        float[][] arrays = ARRAYS.get();
        if (arrays[slot].length < n) {
            arrays[slot] = new float[RowKernels.padded(n)];
        }
        return arrays[slot];
    }
}
