package dev.tern.train;

import com.sun.management.OperatingSystemMXBean;
import dev.tern.tensor.Tensor;
import java.lang.management.ManagementFactory;
import java.nio.FloatBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Answers by example, within a budget, in large pieces of memory outside the Java heap. Once it is full nothing more is
 * taken in and nothing thrown out: an epoch asks for every example once, so what is kept is as good as what would
 * replace it.
 */
final class Remembered {
    private static final int CHUNK = 1 << 22;

    /** By example; null if nothing is kept of it. Laid out by {@link Heard}. */
    private final @Nullable FloatBuffer[] answers;
    /** The length each example was padded to. */
    private final int[] times;

    private final long budget;
    private @Nullable FloatBuffer chunk;
    private int used;
    private long bytes;
    private boolean isFull;

    /**
     * @param examples how many there are
     * @param budget in bytes
     */
    Remembered(int examples, long budget) {
        answers = new FloatBuffer[examples];
        times = new int[examples];
        this.budget = budget;
    }

    /** Unless told: a quarter of what Java may take, and no more than a quarter of what the machine has free. In bytes. */
    static long usualBudget() {
        long quarter = Runtime.getRuntime().maxMemory() / 4;
        return ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean machine
                ? Math.min(quarter, machine.getFreeMemorySize() / 4)
                : quarter;
    }

    /** What is kept of an example; null if nothing, or for a shorter padding only. */
    @Nullable
    FloatBuffer get(int example, int time) {
        return times[example] < time ? null : answers[example];
    }

    /** The length an example of which something is kept was padded to. */
    int time(int example) {
        return times[example];
    }

    /** A place to keep an example in; null if there is none left. */
    @Nullable
    FloatBuffer place(int example, int time, int floats) {
        FloatBuffer open = chunk;
        if (open == null || open.capacity() - used < floats) {
            open = isFull ? null : allocate(floats);
            if (open == null) {
                isFull = true;
                return null;
            }
            chunk = open;
            used = 0;
        }
        FloatBuffer answer = open.slice(used, floats);
        used += floats;
        answers[example] = answer;
        times[example] = time;
        return answer;
    }

    private @Nullable FloatBuffer allocate(int floats) {
        int size = (int) Math.min(Math.max(CHUNK, floats), (budget - bytes) / Float.BYTES);
        if (size < floats) {
            return null;
        }
        try {
            FloatBuffer memory = Tensor.zeros(1, size).data();
            bytes += (long) size * Float.BYTES;
            return memory;
        } catch (OutOfMemoryError e) {
            return null; // Less than the budget is left: the teacher is asked again instead.
        }
    }

    boolean isFull() {
        return isFull;
    }
}
