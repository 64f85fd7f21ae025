package dev.tern.tensor;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;

/** Memory outside the Java heap, where native libraries and the ND4J view of a tensor can reach it. */
final class Memory {
    /** One cache line and one AVX-512 register. */
    static final int ALIGNMENT_BYTES = 64;

    private static final long LARGEST = (Integer.MAX_VALUE - ALIGNMENT_BYTES) / Float.BYTES;

    private Memory() {}

    /** Zero-filled, in native order, aligned to {@link #ALIGNMENT_BYTES}. */
    static FloatBuffer allocate(long floats) {
        if (floats > LARGEST) {
            throw new IllegalArgumentException("A tensor of " + floats + " numbers is too large: at most " + LARGEST
                    + " fit in one. Split it, or use a smaller batch.");
        }
        int bytes = (int) floats * Float.BYTES;
        ByteBuffer whole = ByteBuffer.allocateDirect(bytes + ALIGNMENT_BYTES);
        int skip = ALIGNMENT_BYTES - whole.alignmentOffset(0, ALIGNMENT_BYTES);
        return whole.slice(skip, bytes).order(ByteOrder.nativeOrder()).asFloatBuffer();
    }

    static void zero(FloatBuffer buffer) {
        float[] zeros = ZEROS;
        for (int i = 0, n = buffer.capacity(); i < n; i += zeros.length) {
            buffer.put(i, zeros, 0, Math.min(zeros.length, n - i));
        }
    }

    private static final float[] ZEROS = new float[4096];
}
