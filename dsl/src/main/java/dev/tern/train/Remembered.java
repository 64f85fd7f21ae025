package dev.tern.train;

import com.sun.management.OperatingSystemMXBean;
import dev.tern.tensor.Tensor;
import java.lang.management.ManagementFactory;
import java.nio.FloatBuffer;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Answers by example, within a budget, in large pieces of memory outside the Java heap. Once it is full nothing more is
 * taken in and nothing thrown out: an epoch asks for every example once, so what is kept is as good as what would
 * replace it.
 */
final class Remembered {
    private static final int CHUNK = 1 << 22;

    /**
     * What is kept of one example.
     *
     * @param time the length it was padded to
     * @param floats laid out by {@link Heard}
     */
    record Answer(int time, FloatBuffer floats) {}

    private final Map<Integer, Answer> answers = new HashMap<>();
    private final long budget;
    private @Nullable FloatBuffer chunk;
    private int used;
    private long bytes;
    private boolean isFull;

    /** @param budget in bytes */
    Remembered(long budget) {
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
    Answer get(int example, int time) {
        Answer answer = answers.get(example);
        return answer == null || answer.time < time ? null : answer;
    }

    /** A place to keep an example in; null if there is none left. */
    @Nullable
    Answer place(int example, int time, int floats) {
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
        Answer answer = new Answer(time, open.slice(used, floats));
        used += floats;
        answers.put(example, answer);
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
