package dev.tern.tensor;

/** y = a + b, of real values. */
public final class Add extends Operation {
    private static final Kind<Add> KIND = new Kind<>(Add::new);

    private final Rows.Each sum = new Rows.Each(this::sum);
    private final Rows.Each pass = new Rows.Each(this::pass);
    private Tensor a = Tensor.NONE;
    private Tensor b = Tensor.NONE;
    private Tensor target = Tensor.NONE;
    private boolean started;

    private Add() {}

    /** Two tensors of one shape, and so is the result. */
    public static Tensor apply(Tape tape, Tensor a, Tensor b) {
        Rows.requireSameShape("Add", a, b);
        Add add = tape.take(KIND);
        add.a = a;
        add.b = b;
        add.y = tape.result(a.rows(), a.columns(), a, b);
        add.sum.over(a.size());
        return tape.record(add);
    }

    private void sum(int at, int n) {
        float[] left = Scratch.floats(0, Rows.TILE);
        float[] right = Scratch.floats(1, Rows.TILE);
        Rows.load(a, at, left, n);
        Rows.load(b, at, right, n);
        RowKernels.BEST.addScaled(1, left, right, n);
        y.data().put(at, right, 0, n);
    }

    @Override
    protected void backward() {
        passTo(a);
        passTo(b);
    }

    private void passTo(Tensor input) {
        if (input.needsGradient()) {
            target = input;
            started = input.startGradient();
            // Taken here, because a tape lends memory to one thread only.
            input.gradientMemory();
            pass.over(y.size());
        }
    }

    private void pass(int at, int n) {
        float[] tile = Scratch.floats(0, Rows.TILE);
        y.gradientMemory().get(at, tile, 0, n);
        Rows.give(target.gradientMemory(), started, at, tile, n);
    }
}
