package dev.tern.tensor;

/**
 * Sets a random share of the elements to 0 and scales the others so that the mean stays (Srivastava and others 2014).
 * Element i is kept or not by number i of a counter-based stream, so the mask does not depend on the threads, and
 * backward makes it again instead of storing it. Does nothing on a tape that does not record.
 */
public final class Dropout extends Operation {
    /** Four elements share the 64 bits of one number, 16 bits each. */
    static final int PER_NUMBER = 4;

    private static final Kind<Dropout> KIND = new Kind<>(Dropout::new);

    private final Rows.Each forward = new Rows.Each(this::forward);
    private final Rows.Each backward = new Rows.Each(this::backward);
    private Tensor x = Tensor.NONE;
    private long seed;
    private double rate;
    /** Whose gradient backward reads: the result's, or what x made its own. */
    private Tensor upper = Tensor.NONE;

    private boolean started;

    private Dropout() {}

    /** @param rate the share dropped, in [0, 1), rounded to a multiple of 1/65536 */
    public static Tensor apply(Tape tape, Tensor x, double rate) {
        if (requireRate(rate) == 0 || !tape.isRecording()) {
            return x;
        }
        Dropout dropout = tape.take(KIND);
        dropout.x = x;
        dropout.seed = tape.nextSeed();
        dropout.rate = rate;
        dropout.y = tape.result(x.rows(), x.columns(), x);
        dropout.forward.over(x.size());
        return tape.record(dropout);
    }

    private void forward(int at, int n) {
        float[] tile = Scratch.floats(0, Rows.TILE);
        Rows.load(x, at, tile, n);
        mask(tile, seed, rate, at, n);
        y.data().put(at, tile, 0, n);
    }

    static double requireRate(double rate) {
        if (!(rate >= 0 && rate < 1)) {
            throw new IllegalArgumentException("A dropout rate lies in [0, 1), not at " + rate + ".");
        }
        return rate;
    }

    @Override
    protected void backward() {
        boolean inPlace = x.takeGradient(y);
        started = !inPlace && x.startGradient();
        upper = inPlace ? x : y;
        // Taken here, because a tape lends memory to one thread only.
        x.gradientMemory();
        backward.over(x.size());
    }

    private void backward(int at, int n) {
        float[] tile = Scratch.floats(0, Rows.TILE);
        upper.gradientMemory().get(at, tile, 0, n);
        mask(tile, seed, rate, at, n);
        Rows.give(x.gradientMemory(), started, at, tile, n);
    }

    /** Multiplies {@code n} elements, of which the first is element {@code at} of the tensor. */
    static void mask(float[] tile, long seed, double rate, int at, int n) {
        mask(tile, 0, seed, rate, at, n);
    }

    /** The same with elements that start at {@code from} in their array. */
    static void mask(float[] tile, int from, long seed, double rate, int at, int n) {
        int threshold = (int) Math.rint(rate * 65536);
        float kept = (float) (65536.0 / (65536 - threshold));
        int head = Math.min(n, -at & PER_NUMBER - 1);
        int body = head + (n - head) / PER_NUMBER * PER_NUMBER;
        singly(tile, from, seed, threshold, kept, at, 0, head);
        long number = (at + head) / PER_NUMBER;
        RowKernels.BEST.dropout(tile, from + head, body - head, seed, number, threshold, kept);
        singly(tile, from, seed, threshold, kept, at, body, n);
    }

    /** Elements {@code first} to {@code end - 1} of these, one by one: what the mask is. */
    static void singly(float[] tile, int from, long seed, int threshold, float kept, int at, int first, int end) {
        for (int i = first; i < end; i++) {
            long bits = Random64.at(seed, (at + i) / PER_NUMBER) >>> 16 * ((at + i) % PER_NUMBER);
            tile[from + i] *= (bits & 0xFFFF) < threshold ? 0 : kept;
        }
    }
}
