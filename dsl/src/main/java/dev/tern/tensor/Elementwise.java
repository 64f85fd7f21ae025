package dev.tern.tensor;

/** The frame of an operation that treats every element alike. */
abstract class Elementwise extends Operation {
    private final Rows.Each forward = new Rows.Each(this::forward);
    private final Rows.Each backward = new Rows.Each(this::backward);
    private Tensor x = Tensor.NONE;
    /** Whose gradient backward reads: the result's, or what x made its own. */
    private Tensor upper = Tensor.NONE;

    private boolean started;

    /** y from x. */
    abstract void compute(float[] in, float[] out, int n);

    /** dx from x and dy. */
    abstract void differentiate(float[] in, float[] up, float[] down, int n);

    /** To be called once at each use. */
    final Tensor of(Tape tape, Tensor input) {
        x = input;
        y = tape.result(input.rows(), input.columns(), input);
        forward.over(input.size());
        return tape.record(this);
    }

    private void forward(int at, int n) {
        float[] in = Scratch.floats(0, Rows.TILE);
        float[] out = Scratch.floats(1, Rows.TILE);
        Rows.load(x, at, in, n);
        compute(in, out, n);
        y.data().put(at, out, 0, n);
    }

    @Override
    protected final void backward() {
        boolean inPlace = x.takeGradient(y);
        started = !inPlace && x.startGradient();
        upper = inPlace ? x : y;
        // Taken here, because a tape lends memory to one thread only.
        x.gradientMemory();
        backward.over(x.size());
    }

    private void backward(int at, int n) {
        float[] in = Scratch.floats(0, Rows.TILE);
        float[] up = Scratch.floats(1, Rows.TILE);
        float[] down = Scratch.floats(2, Rows.TILE);
        Rows.load(x, at, in, n);
        upper.gradientMemory().get(at, up, 0, n);
        differentiate(in, up, down, n);
        Rows.give(x.gradientMemory(), started, at, down, n);
    }
}
