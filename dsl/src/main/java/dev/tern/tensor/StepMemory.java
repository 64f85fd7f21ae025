package dev.tern.tensor;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a step makes and the next one uses again: memory of values, arrays of row numbers, descriptions of tensors, and
 * the objects of each {@link Kind}. A step like the one before gets the very same, and so makes nothing.
 */
final class StepMemory {
    /** Tensors remembered at most: steps of ever other lengths have ever other ones. */
    private static final int MOST_TENSORS = 4096;

    private final Arena arena = new Arena();
    private final IndexArrays indices = new IndexArrays();
    private final Map<FloatBuffer, Tensor> tensors = new IdentityHashMap<>();
    private final Map<Kind<?>, Kind.Pool<?>> poolOfKind = new IdentityHashMap<>();
    private final List<Kind.Pool<?>> pools = new ArrayList<>();

    FloatBuffer floats(long n) {
        if (Threads.isWorker()) {
            throw new IllegalStateException("A tape lends memory to the thread that runs its step only:"
                    + " take the gradient's memory before Threads.parallel.");
        }
        return arena.take(Math.toIntExact(n));
    }

    void giveBack(FloatBuffer memory) {
        arena.giveBack(memory);
    }

    int[] ints(int n) {
        return indices.take(n);
    }

    @SuppressWarnings("unchecked") // A pool is found under the kind that made it.
    <T> T take(Kind<T> kind) {
        Kind.Pool<T> pool = (Kind.Pool<T>) poolOfKind.get(kind);
        if (pool == null) {
            pool = kind.pool();
            poolOfKind.put(kind, pool);
            pools.add(pool);
        }
        return pool.take();
    }

    /** A tensor in this memory: where there was one of this shape in an earlier step, that one. */
    Tensor tensor(
            Tape tape,
            int rows,
            int columns,
            boolean coded,
            float scale,
            @Nullable FloatBuffer rowScales,
            FloatBuffer data) {
        Tensor tensor = tensors.get(data);
        if (tensor == null || !tensor.again(rows, columns, coded, scale, rowScales)) {
            tensor = new Tensor(rows, columns, coded, scale, rowScales, data, tape);
            if (tensors.size() == MOST_TENSORS) {
                tensors.clear();
            }
            tensors.put(data, tensor);
        }
        return tensor;
    }

    /** Takes everything back. */
    void clear() {
        for (int i = 0; i < pools.size(); i++) {
            pools.get(i).clear();
        }
        arena.clear();
        indices.clear();
    }

    /** Lets go of everything, and hands the memory of values on. */
    void drop() {
        tensors.clear();
        poolOfKind.clear();
        pools.clear();
        arena.drop();
    }

    /** Of the values, in use or not. */
    long bytes() {
        return arena.capacity() * Float.BYTES;
    }
}
