package dev.tern.tensor;

import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * What was made for a shape, up to five numbers, kept for good and found again without an object for its key: a step asks a thousand times.
 * Any number of threads may ask and add at once.
 */
public final class ByShape<T> {
    private static final int BUCKET_BITS = 10;

    private record Entry<T>(
            int rows,
            int in,
            int out,
            int part,
            int kind,
            T value,
            @Nullable Entry<T> next) {}

    private final AtomicReferenceArray<@Nullable Entry<T>> buckets = new AtomicReferenceArray<>(1 << BUCKET_BITS);

    /** What was added for these numbers, or null. */
    public @Nullable T get(int rows, int in, int out, int part, int kind) {
        for (Entry<T> e = buckets.get(bucket(rows, in, out, part, kind)); e != null; e = e.next) {
            if (e.rows == rows && e.in == in && e.out == out && e.part == part && e.kind == kind) {
                return e.value;
            }
        }
        return null;
    }

    /** Adds a value and returns it; of two for one shape either may be found. */
    public T add(int rows, int in, int out, int part, int kind, T value) {
        buckets.getAndUpdate(
                bucket(rows, in, out, part, kind), first -> new Entry<>(rows, in, out, part, kind, value, first));
        return value;
    }

    private static int bucket(int rows, int in, int out, int part, int kind) {
        int mixed = ((((rows * 31 + in) * 31 + out) * 31 + part) * 31 + kind) * 0x9E3779B9;
        return mixed >>> 32 - BUCKET_BITS;
    }
}
