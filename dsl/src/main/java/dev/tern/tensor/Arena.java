package dev.tern.tensor;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Hands out blocks of a few large chunks and takes them back: first fit at the lowest place, neighbours joined. A step
 * that asks for the same blocks as the one before gets the same blocks, so nothing grows; a smaller step fits into what
 * a larger one left.
 */
final class Arena {
    private static final int SMALLEST_CHUNK = 1 << 16;
    private static final int LARGEST_CHUNK = 1 << 23;
    private static final int GRAIN = Memory.ALIGNMENT_BYTES / Float.BYTES;

    private record Chunk(FloatBuffer memory, TreeMap<Integer, Integer> free) {}

    private record Block(Chunk chunk, int start, int length) {}

    private final List<Chunk> chunks = new ArrayList<>();
    private final Map<FloatBuffer, Block> taken = new IdentityHashMap<>();
    private long capacity;

    FloatBuffer take(int floats) {
        int length = Math.toIntExact(((long) floats + GRAIN - 1) / GRAIN * GRAIN);
        for (Chunk chunk : chunks) {
            for (Map.Entry<Integer, Integer> gap : chunk.free.entrySet()) {
                if (gap.getValue() >= length) {
                    return place(chunk, gap.getKey(), gap.getValue(), length, floats);
                }
            }
        }
        // Each chunk as large as all before it: a small step stays small, a large one has few chunks.
        int size = (int) Math.max(length, Math.min(LARGEST_CHUNK, Math.max(SMALLEST_CHUNK, capacity)));
        FloatBuffer memory = Memory.lend(size);
        Chunk chunk = new Chunk(memory, new TreeMap<>());
        chunk.free.put(0, size);
        chunks.add(chunk);
        capacity += size;
        return place(chunk, 0, size, length, floats);
    }

    private FloatBuffer place(Chunk chunk, int start, int gap, int length, int floats) {
        chunk.free.remove(start);
        if (gap > length) {
            chunk.free.put(start + length, gap - length);
        }
        FloatBuffer memory = chunk.memory.slice(start, floats);
        taken.put(memory, new Block(chunk, start, length));
        return memory;
    }

    void giveBack(FloatBuffer memory) {
        Block block = taken.remove(memory);
        if (block == null) {
            throw new IllegalStateException("This memory is not the arena's, or was given back before.");
        }
        TreeMap<Integer, Integer> free = block.chunk.free;
        int start = block.start;
        int length = block.length;
        Integer after = free.remove(start + length);
        if (after != null) {
            length += after;
        }
        Map.Entry<Integer, Integer> before = free.lowerEntry(start);
        if (before != null && before.getKey() + before.getValue() == start) {
            start = before.getKey();
            length += before.getValue();
        }
        free.put(start, length);
    }

    /** Takes everything back. Whatever still points into it may be overwritten. */
    void clear() {
        taken.clear();
        for (Chunk chunk : chunks) {
            chunk.free.clear();
            chunk.free.put(0, chunk.memory.capacity());
        }
    }

    /** Hands the chunks on to whoever asks next: no tensor that points into them may be used any more. */
    void drop() {
        taken.clear();
        chunks.forEach(chunk -> Memory.giveBack(chunk.memory));
        chunks.clear();
        capacity = 0;
    }

    /** In floats, taken and free together. */
    long capacity() {
        return capacity;
    }
}
