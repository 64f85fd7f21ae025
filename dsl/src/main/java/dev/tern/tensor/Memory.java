package dev.tern.tensor;

import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** Memory outside the Java heap, where native libraries and the ND4J view of a tensor can reach it. */
public final class Memory {
    /** One cache line and one AVX-512 register. */
    static final int ALIGNMENT_BYTES = 64;

    private static final long LARGEST = (Integer.MAX_VALUE - ALIGNMENT_BYTES) / Float.BYTES;

    private static final List<WeakReference<FloatBuffer>> FREE = new ArrayList<>();
    private static final AtomicLong ALLOCATED = new AtomicLong();
    private static final long MOST_BETWEEN_COLLECTIONS = 1L << 30;

    private Memory() {}

    /** Zero-filled, in native order, aligned to {@link #ALIGNMENT_BYTES}. */
    static FloatBuffer allocate(long floats) {
        if (floats > LARGEST) {
            throw new IllegalArgumentException("A tensor of " + floats + " numbers is too large: at most " + LARGEST
                    + " fit in one. Split it, or use a smaller batch.");
        }
        int bytes = (int) floats * Float.BYTES;
        ALLOCATED.addAndGet(bytes);
        ByteBuffer whole = ByteBuffer.allocateDirect(bytes + ALIGNMENT_BYTES);
        int skip = ALIGNMENT_BYTES - whole.alignmentOffset(0, ALIGNMENT_BYTES);
        return whole.slice(skip, bytes).order(ByteOrder.nativeOrder()).asFloatBuffer();
    }

    /**
     * This many floats, contents undefined: what was given back, or new memory. The garbage collector frees direct memory
     * late, because it sees small objects only; so who is done with much of it hands it on.
     */
    static FloatBuffer lend(long floats) {
        synchronized (FREE) {
            for (Iterator<WeakReference<FloatBuffer>> each = FREE.iterator(); each.hasNext(); ) {
                FloatBuffer free = each.next().get();
                if (free == null || free.capacity() == floats) {
                    each.remove();
                }
                if (free != null && free.capacity() == floats) {
                    return free;
                }
            }
        }
        return allocate(floats);
    }

    /** Takes memory that nobody reads or writes any more; what nobody borrows again goes with the next collection. */
    static void giveBack(FloatBuffer memory) {
        synchronized (FREE) {
            FREE.add(new WeakReference<>(memory));
        }
    }

    /** Asks for a collection if more than a GiB was allocated since the last: to be called where much was let go of. */
    public static void collectIfGrown() {
        if (ALLOCATED.get() > MOST_BETWEEN_COLLECTIONS) {
            ALLOCATED.set(0);
            System.gc();
        }
    }

    static void zero(FloatBuffer buffer) {
        float[] zeros = ZEROS;
        for (int i = 0, n = buffer.capacity(); i < n; i += zeros.length) {
            buffer.put(i, zeros, 0, Math.min(zeros.length, n - i));
        }
    }

    private static final float[] ZEROS = new float[4096];
}
