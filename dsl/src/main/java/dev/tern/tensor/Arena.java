package dev.tern.tensor;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Hands out blocks of a few large chunks and takes them back: first fit at the lowest place, neighbours joined. A step
 * that asks for the same blocks as the one before gets the same blocks, so nothing grows; a smaller step fits into what
 * a larger one left. The same block is the same object each time, so such a step makes no objects here either.
 */
final class Arena {
    private static final int SMALLEST_CHUNK = 1 << 16;
    private static final int LARGEST_CHUNK = 1 << 23;
    private static final int GRAIN = Memory.ALIGNMENT_BYTES / Float.BYTES;

    /** Blocks a chunk remembers at most: steps of ever other lengths ask for ever other ones. */
    private static final int MOST_BLOCKS = 1024;

    /** Free memory of a chunk, and the next that is free after it. */
    private static final class Gap {
        int start;
        int length;

        @Nullable
        Gap next;
    }

    /** Memory handed out or to be handed out again, and the next in its bucket. */
    private record Block(
            Chunk chunk,
            int start,
            int length,
            FloatBuffer memory,
            @Nullable Block next) {}

    private static final class Chunk {
        final FloatBuffer memory;
        final @Nullable Block[] known = new @Nullable Block[MOST_BLOCKS / 2];
        int knownCount;

        @Nullable
        Gap first;

        Chunk(FloatBuffer memory) {
            this.memory = memory;
        }

        Block block(int start, int length, int floats) {
            int bucket =
                    (start / GRAIN * 31 + floats) * 0x9E3779B9 >>> 32 - Integer.numberOfTrailingZeros(known.length);
            for (Block block = known[bucket]; block != null; block = block.next) {
                if (block.start == start && block.memory.capacity() == floats) {
                    return block;
                }
            }
            if (knownCount == MOST_BLOCKS) {
                Arrays.fill(known, null);
                knownCount = 0;
            }
            Block block = new Block(this, start, length, memory.slice(start, floats), known[bucket]);
            known[bucket] = block;
            knownCount++;
            return block;
        }
    }

    private final List<Chunk> chunks = new ArrayList<>();
    private final Map<FloatBuffer, Block> taken = new IdentityHashMap<>();
    private @Nullable Gap spare;
    private long capacity;

    FloatBuffer take(int floats) {
        int length = Math.toIntExact(((long) floats + GRAIN - 1) / GRAIN * GRAIN);
        for (int i = 0; i < chunks.size(); i++) {
            FloatBuffer memory = place(chunks.get(i), length, floats);
            if (memory != null) {
                return memory;
            }
        }
        // Each chunk as large as all before it: a small step stays small, a large one has few chunks.
        int size = (int) Math.max(length, Math.min(LARGEST_CHUNK, Math.max(SMALLEST_CHUNK, capacity)));
        Chunk chunk = new Chunk(Memory.lend(size));
        chunk.first = gap(0, size, null);
        chunks.add(chunk);
        capacity += size;
        return Objects.requireNonNull(place(chunk, length, floats));
    }

    private @Nullable FloatBuffer place(Chunk chunk, int length, int floats) {
        Gap before = null;
        for (Gap gap = chunk.first; gap != null; gap = gap.next) {
            if (gap.length >= length) {
                int start = gap.start;
                gap.start += length;
                gap.length -= length;
                if (gap.length == 0) {
                    unlink(chunk, before, gap);
                }
                Block block = chunk.block(start, length, floats);
                taken.put(block.memory, block);
                return block.memory;
            }
            before = gap;
        }
        return null;
    }

    void giveBack(FloatBuffer memory) {
        Block block = taken.remove(memory);
        if (block == null) {
            throw new IllegalStateException("This memory is not the arena's, or was given back before.");
        }
        Chunk chunk = block.chunk;
        Gap before = null;
        Gap after = chunk.first;
        while (after != null && after.start < block.start) {
            before = after;
            after = after.next;
        }
        Gap gap = before;
        if (before != null && before.start + before.length == block.start) {
            before.length += block.length;
        } else {
            gap = gap(block.start, block.length, after);
            if (before == null) {
                chunk.first = gap;
            } else {
                before.next = gap;
            }
        }
        if (gap != null && after != null && gap.start + gap.length == after.start) {
            gap.length += after.length;
            unlink(chunk, gap, after);
        }
    }

    private Gap gap(int start, int length, @Nullable Gap next) {
        Gap gap = spare;
        if (gap == null) {
            gap = new Gap();
        } else {
            spare = gap.next;
        }
        gap.start = start;
        gap.length = length;
        gap.next = next;
        return gap;
    }

    private void unlink(Chunk chunk, @Nullable Gap before, Gap gap) {
        if (before == null) {
            chunk.first = gap.next;
        } else {
            before.next = gap.next;
        }
        gap.next = spare;
        spare = gap;
    }

    /** Takes everything back. Whatever still points into it may be overwritten. */
    void clear() {
        taken.clear();
        for (int i = 0; i < chunks.size(); i++) {
            Chunk chunk = chunks.get(i);
            while (chunk.first != null) {
                unlink(chunk, null, chunk.first);
            }
            chunk.first = gap(0, chunk.memory.capacity(), null);
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
