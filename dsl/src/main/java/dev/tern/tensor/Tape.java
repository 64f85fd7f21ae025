package dev.tern.tensor;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Records the operations of one step, runs them backward, and hands out and takes back their memory. Not thread-safe:
 * one tape, one step at a time. A step is: operations, {@link #backward}, use of the parameters' gradients,
 * {@link #reset}.
 */
public final class Tape implements AutoCloseable {
    private static final long GOLDEN_RATIO = 0x9E3779B97F4A7C15L;

    private final boolean recording;
    private final StepMemory lent = new StepMemory();
    private final List<Object> backwards = new ArrayList<>();
    private final List<Tensor> tensors = new ArrayList<>();
    /** For each of {@link #backwards} the first tensor made since the operation before it. */
    private int[] firstTensors = new int[64];

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

    /** An object of this kind, the caller's until {@link #reset}; its fields are what its last use left. */
    public <T> T take(Kind<T> kind) {
        return lent.take(kind);
    }

    /** Pooled, contents undefined, valid until {@link #reset}; needs a gradient if this tape records. */
    public Tensor allocate(int rows, int columns) {
        return real(rows, columns, recording);
    }

    /** The same, to hold whole numbers worth {@code scale} each. */
    public Tensor allocateCoded(int rows, int columns, float scale) {
        return coded(rows, columns, Scales.require(scale), recording);
    }

    /** Pooled, contents undefined, without a gradient. */
    public Tensor constant(int rows, int columns) {
        return real(rows, columns, false);
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

    /** What an operation on {@code x} returns: needs a gradient if this tape records and x does. */
    public Tensor result(int rows, int columns, Tensor x) {
        return real(rows, columns, recording && x.needsGradient());
    }

    /** The same of an operation on two. */
    public Tensor result(int rows, int columns, Tensor a, Tensor b) {
        return real(rows, columns, recording && (a.needsGradient() || b.needsGradient()));
    }

    /** The same of an operation on three. */
    public Tensor result(int rows, int columns, Tensor a, Tensor b, Tensor c) {
        return real(rows, columns, recording && (a.needsGradient() || b.needsGradient() || c.needsGradient()));
    }

    /** What an operation on {@code inputs} returns: needs a gradient if this tape records and one of them does. */
    public Tensor result(int rows, int columns, Tensor... inputs) {
        return real(rows, columns, anyNeedsGradient(inputs));
    }

    /** What an operation on {@code x} returns, to hold whole numbers worth {@code scale} each. */
    public Tensor codedResult(int rows, int columns, float scale, Tensor x) {
        return coded(rows, columns, scale, recording && x.needsGradient());
    }

    /** The same of an operation on two. */
    public Tensor codedResult(int rows, int columns, float scale, Tensor a, Tensor b) {
        return coded(rows, columns, scale, recording && (a.needsGradient() || b.needsGradient()));
    }

    /** The same of an operation on three. */
    public Tensor codedResult(int rows, int columns, float scale, Tensor a, Tensor b, Tensor c) {
        return coded(rows, columns, scale, recording && (a.needsGradient() || b.needsGradient() || c.needsGradient()));
    }

    /** The same of an operation on {@code inputs}. */
    public Tensor codedResult(int rows, int columns, float scale, Tensor... inputs) {
        return coded(rows, columns, scale, anyNeedsGradient(inputs));
    }

    /** Memory for the whole numbers of a result whose scales come out while they are written; contents undefined. */
    public FloatBuffer codes(int rows, int columns) {
        Rows.requireShape(rows, columns);
        return memory((long) rows * columns);
    }

    /**
     * A result in memory that {@link #codes} gave and that is written already.
     *
     * @param scales one, or one for each row, in memory that {@link #floats} gave
     */
    public Tensor codedResult(FloatBuffer codes, int rows, int columns, FloatBuffer scales, Tensor x) {
        return codedResult(codes, rows, columns, scales, x, x);
    }

    /** The same of an operation on two. */
    public Tensor codedResult(FloatBuffer codes, int rows, int columns, FloatBuffer scales, Tensor a, Tensor b) {
        boolean gradient = recording && (a.needsGradient() || b.needsGradient());
        return made(rows, columns, true, scales.get(0), Scales.ofRows(scales, rows), codes, gradient);
    }

    /** Memory for {@code n} numbers that an operation keeps for its backward; contents undefined. */
    public FloatBuffer floats(int n) {
        return memory(n);
    }

    /** The same for {@code n} whole numbers, those of rows for instance. */
    public int[] ints(int n) {
        return lent.ints(n);
    }

    private boolean anyNeedsGradient(Tensor... inputs) {
        boolean needed = false;
        for (Tensor input : inputs) {
            needed |= input.needsGradient();
        }
        return recording && needed;
    }

    private Tensor real(int rows, int columns, boolean gradient) {
        return made(rows, columns, false, 1, null, codes(rows, columns), gradient);
    }

    private Tensor coded(int rows, int columns, float scale, boolean gradient) {
        return made(rows, columns, true, scale, null, codes(rows, columns), gradient);
    }

    private Tensor made(
            int rows,
            int columns,
            boolean coded,
            float scale,
            @Nullable FloatBuffer rowScales,
            FloatBuffer data,
            boolean gradient) {
        Tensor tensor = lent.tensor(this, rows, columns, coded, scale, rowScales, data);
        tensor.needGradient(gradient);
        tensors.add(tensor);
        return tensor;
    }

    FloatBuffer memory(long floats) {
        return lent.floats(floats);
    }

    void release(FloatBuffer memory) {
        lent.giveBack(memory);
    }

    /**
     * Adds an operation; call it last, after its result was allocated. Ignored by a tape that does not record, and where
     * the result needs no gradient.
     *
     * @return the result
     */
    public Tensor record(Operation operation) {
        if (operation.y.needsGradient()) {
            add(operation);
        }
        return operation.y;
    }

    /** Adds an operation that is just its backward; a step that calls this makes an object. */
    public void record(Runnable backward) {
        add(backward);
    }

    private void add(Object backward) {
        Profile watching = profile;
        if (watching != null) {
            watching.forward(backward);
        }
        if (recording) {
            int count = backwards.size();
            if (count == firstTensors.length) {
                firstTensors = Arrays.copyOf(firstTensors, 2 * count);
            }
            firstTensors[count] = firstUnrecorded;
            backwards.add(backward);
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
            throw new IllegalArgumentException("backward() starts from a single number, not from a " + loss + ".");
        }
        if (!recording) {
            throw new IllegalStateException("This tape is for inference: use Tape.forTraining(seed) to train.");
        }
        loss.gradient().put(0, 1);
        int end = tensors.size();
        for (int i = backwards.size() - 1; i >= 0; i--) {
            Object backward = backwards.get(i);
            if (backward instanceof Operation operation) {
                if (operation.y.hasGradient()) {
                    operation.backward();
                }
            } else {
                ((Runnable) backward).run();
            }
            Profile watching = profile;
            if (watching != null) {
                watching.backward(backward);
            }
            for (int t = firstTensors[i]; t < end; t++) {
                tensors.get(t).releaseGradient();
            }
            end = firstTensors[i];
        }
        backwards.clear();
        firstUnrecorded = tensors.size();
    }

    /** Everything allocated goes back to the pool: no tensor of this tape may be used any more. Nothing is freed. */
    public void reset() {
        forget();
        lent.clear();
    }

    /** Bytes this tape holds, in use or not. */
    public long bytes() {
        return lent.bytes();
    }

    /** Hands its memory on: no tensor of this tape may be used any more. */
    @Override
    public void close() {
        forget();
        lent.drop();
    }

    private void forget() {
        backwards.clear();
        tensors.clear();
        firstUnrecorded = 0;
    }
}
