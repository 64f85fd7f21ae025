package dev.tern.tensor;

/** y = a + b, of real values. */
public final class Add {
    private Add() {}

    /** Two tensors of one shape, and so is the result. */
    public static Tensor apply(Tape tape, Tensor a, Tensor b) {
        Rows.requireSameShape("Add", a, b);
        Tensor y = tape.result(a.rows(), a.columns(), a, b);
        Rows.each(y.size(), (at, n) -> {
            float[] left = Scratch.floats(0, Rows.TILE);
            float[] right = Scratch.floats(1, Rows.TILE);
            Rows.load(a, at, left, n);
            Rows.load(b, at, right, n);
            RowKernels.BEST.addScaled(1, left, right, n);
            y.data().put(at, right, 0, n);
        });
        if (y.needsGradient()) {
            tape.record(() -> {
                if (y.hasGradient()) {
                    pass(y, a);
                    pass(y, b);
                }
            });
        }
        return y;
    }

    private static void pass(Tensor y, Tensor input) {
        if (input.needsGradient()) {
            boolean started = input.startGradient();
            var from = y.gradientMemory();
            var to = input.gradientMemory();
            Rows.each(y.size(), (at, n) -> {
                float[] tile = Scratch.floats(0, Rows.TILE);
                from.get(at, tile, 0, n);
                Rows.give(to, started, at, tile, n);
            });
        }
    }
}
