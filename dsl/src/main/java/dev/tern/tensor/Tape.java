package dev.tern.tensor;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Records the operations of one step, runs them backward, and hands out and takes back their memory. Not thread-safe:
 * one tape, one step at a time. A step is: operations, {@link #backward}, use of the parameters' gradients,
 * {@link #reset}.
 */
public final class Tape implements AutoCloseable {
    /** An operation's backward, and the tensors made since the operation before it. */
    private record Entry(Runnable backward, int firstTensor) {}

    private static final long GOLDEN_RATIO = 0x9E3779B97F4A7C15L;

    private final boolean recording;
    private final Arena arena = new Arena();
    private final List<Entry> entries = new ArrayList<>();
    private final List<Tensor> tensors = new ArrayList<>();
    private int firstUnrecorded;
    private long seed;
    private Precision precision = Precision.EXACT;
    private @Nullable Profile profile;

    private Tape(boolean recording, long seed) {
        this.recording = recording;
        this.seed = seed;
    }

    /** Records; {@code seed} decides every dropout mask to come. */
    public static Tape forTraining(long seed) {
        return new Tape(true, seed);
    }

    /** Records nothing and drops nothing out. */
    public static Tape forInference() {
        return new Tape(false, 0);
    }

    /** How products are rounded from now on; {@link Precision#EXACT} unless told. */
    public Tape precision(Precision chosen) {
        precision = chosen;
        return this;
    }

    Precision precision() {
        return precision;
    }

    /** Times every operation from now on; null ends it. */
    public void profile(@Nullable Profile into) {
        profile = into;
    }

    public boolean isRecording() {
        return recording;
    }

    /** Pooled, contents undefined, valid until {@link #reset}; needs a gradient if this tape records. */
    public Tensor allocate(int rows, int columns) {
        return allocate(rows, columns, false, Tensor.REAL, recording);
    }

    /** The same, to hold whole numbers worth {@code scale} each. */
    public Tensor allocateCoded(int rows, int columns, float scale) {
        return allocate(rows, columns, true, new float[] {Scales.require(scale)}, recording);
    }

    /** Pooled, contents undefined, without a gradient. */
    public Tensor constant(int rows, int columns) {
        return allocate(rows, columns, false, Tensor.REAL, false);
    }

    /** A pooled copy of {@code values}, without a gradient. */
    public Tensor constant(float[] values, int rows, int columns) {
        Tensor tensor = constant(rows, columns);
        if (values.length != tensor.size()) {
            throw new IllegalArgumentException("A tensor of " + rows + " x " + columns + " holds " + tensor.size()
                    + " values, not " + values.length + ".");
        }
        tensor.data().put(0, values);
        return tensor;
    }

    /** What an operation on {@code inputs} returns: needs a gradient if this tape records and one of them does. */
    public Tensor result(int rows, int columns, Tensor... inputs) {
        return allocate(rows, columns, false, Tensor.REAL, anyNeedsGradient(inputs));
    }

    /** The same, to hold whole numbers worth {@code scale} each. */
    public Tensor codedResult(int rows, int columns, float scale, Tensor... inputs) {
        return allocate(rows, columns, true, new float[] {scale}, anyNeedsGradient(inputs));
    }

    /** The same with one scale, or one for each row. */
    public Tensor codedResult(int rows, int columns, float[] scales, Tensor... inputs) {
        return allocate(rows, columns, true, Scales.requireAll(scales, rows), anyNeedsGradient(inputs));
    }

    /** Memory for the whole numbers of a result whose scales come out while they are written; contents undefined. */
    public FloatBuffer codes(int rows, int columns) {
        Tensor.requireShape(rows, columns);
        return memory((long) rows * columns);
    }

    /** A result in memory that {@link #codes} gave and that is written already. */
    public Tensor codedResult(FloatBuffer codes, int rows, int columns, float[] scales, Tensor... inputs) {
        Tensor tensor = new Tensor(rows, columns, true, Scales.requireAll(scales, rows), codes, this);
        tensor.needGradient(anyNeedsGradient(inputs));
        tensors.add(tensor);
        return tensor;
    }

    private boolean anyNeedsGradient(Tensor... inputs) {
        boolean needed = false;
        for (Tensor input : inputs) {
            needed |= input.needsGradient();
        }
        return recording && needed;
    }

    private Tensor allocate(int rows, int columns, boolean coded, float[] scales, boolean gradient) {
        Tensor.requireShape(rows, columns);
        Tensor tensor = new Tensor(rows, columns, coded, scales, memory((long) rows * columns), this);
        tensor.needGradient(gradient);
        tensors.add(tensor);
        return tensor;
    }

    FloatBuffer memory(long floats) {
        if (Threads.isWorker()) {
            throw new IllegalStateException("A tape lends memory to the thread that runs its step only:"
                    + " take the gradient's memory before Threads.parallel.");
        }
        return arena.take(Math.toIntExact(floats));
    }

    void release(FloatBuffer memory) {
        arena.giveBack(memory);
    }

    /** Adds an operation; call it last, after its result was allocated. Ignored by a tape that does not record. */
    public void record(Runnable backward) {
        Profile watching = profile;
        if (watching != null) {
            watching.forward(backward);
        }
        if (recording) {
            entries.add(new Entry(backward, firstUnrecorded));
            firstUnrecorded = tensors.size();
        }
    }

    /** A fresh counter-based stream, for instance for one dropout mask. */
    public long nextSeed() {
        seed += GOLDEN_RATIO;
        return Random64.mix(seed);
    }

    /** Runs the operations in reverse from {@code loss}, a 1 x 1 tensor whose gradient is 1. */
    public void backward(Tensor loss) {
        if (loss.size() != 1) {
            throw new IllegalArgumentException(
                    "backward() starts from a single number, not from " + loss.rows() + " x " + loss.columns() + ".");
        }
        if (!recording) {
            throw new IllegalStateException("This tape is for inference: use Tape.forTraining(seed) to train.");
        }
        loss.gradient().put(0, 1);
        int end = tensors.size();
        for (int i = entries.size() - 1; i >= 0; i--) {
            Entry entry = entries.get(i);
            entry.backward.run();
            Profile watching = profile;
            if (watching != null) {
                watching.backward(entry.backward);
            }
            for (int t = entry.firstTensor; t < end; t++) {
                tensors.get(t).releaseGradient();
            }
            end = entry.firstTensor;
        }
        entries.clear();
        firstUnrecorded = tensors.size();
    }

    /** Everything allocated goes back to the pool: no tensor of this tape may be used any more. Nothing is freed. */
    public void reset() {
        entries.clear();
        tensors.clear();
        firstUnrecorded = 0;
        arena.clear();
    }

    /** Bytes this tape holds, in use or not. */
    public long bytes() {
        return arena.capacity() * Float.BYTES;
    }

    /** Hands its memory on: no tensor of this tape may be used any more. */
    @Override
    public void close() {
        entries.clear();
        tensors.clear();
        firstUnrecorded = 0;
        arena.drop();
    }
}
