package dev.tern.tensor;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** {@link VectorKernels}' GELU and its gradient, in three loops each. */
final class VectorGelu {
    private static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;
    private static final int W = S.length();

    private VectorGelu() {}

    static void value(float[] x, float[] y, int n) {
        run(GELU, x, y, y, n);
    }

    static void gradient(float[] x, float[] dy, float[] dx, int n) {
        run(GELU_GRADIENT, x, dy, dx, n);
    }

    /**
     * A loop over vectors that is compiled alone. Several in one method, or one with much in it, make JDK 17's compiler
     * give up on keeping vectors in registers now and then; calls through an interface of three kinds it does not inline.
     */
    private interface Loop {
        void run(float[] x, float[] dy, float[] density, float[] y, int n);
    }

    private static final Loop[] GELU = {VectorGelu::density, VectorGelu::below, VectorGelu::times};
    private static final Loop[] GELU_GRADIENT = {VectorGelu::density, VectorGelu::below, VectorGelu::slope};

    private static void run(Loop[] loops, float[] x, float[] dy, float[] y, int n) {
        float[] density = Scratch.floats(Scratch.KERNEL, n);
        for (Loop loop : loops) {
            loop.run(x, dy, density, y, n);
        }
    }

    /** density = exp(-x^2 / 2). */
    private static void density(float[] x, float[] dy, float[] density, float[] y, int n) {
        for (int i = 0; i < n; i += W) {
            FloatVector v = FloatVector.fromArray(S, x, i);
            VectorKernels.exp(v.mul(-0.5f).mul(v)).intoArray(density, i);
        }
    }

    /** y = Phi(x). */
    private static void below(float[] x, float[] dy, float[] density, float[] y, int n) {
        for (int i = 0; i < n; i += W) {
            FloatVector v = FloatVector.fromArray(S, x, i);
            FloatVector one = FloatVector.broadcast(S, 1);
            FloatVector t = one.div(v.abs().fma(FloatVector.broadcast(S, Elementary.TAIL_P), one));
            FloatVector sum = FloatVector.broadcast(S, Elementary.TAIL[0]);
            sum = sum.fma(t, FloatVector.broadcast(S, Elementary.TAIL[1]));
            sum = sum.fma(t, FloatVector.broadcast(S, Elementary.TAIL[2]));
            sum = sum.fma(t, FloatVector.broadcast(S, Elementary.TAIL[3]));
            sum = sum.fma(t, FloatVector.broadcast(S, Elementary.TAIL[4]));
            FloatVector tail = sum.mul(t).mul(FloatVector.fromArray(S, density, i));
            one.sub(tail).blend(tail, v.compare(VectorOperators.LT, 0)).intoArray(y, i);
        }
    }

    /** y = x y. */
    private static void times(float[] x, float[] dy, float[] density, float[] y, int n) {
        for (int i = 0; i < n; i += W) {
            FloatVector.fromArray(S, x, i).mul(FloatVector.fromArray(S, y, i)).intoArray(y, i);
        }
    }

    /** y = dy (y + x phi(x)). */
    private static void slope(float[] x, float[] dy, float[] density, float[] y, int n) {
        for (int i = 0; i < n; i += W) {
            FloatVector slope = FloatVector.fromArray(S, x, i)
                    .mul(Elementary.DENSITY_AT_ZERO)
                    .fma(FloatVector.fromArray(S, density, i), FloatVector.fromArray(S, y, i));
            FloatVector.fromArray(S, dy, i).mul(slope).intoArray(y, i);
        }
    }
}
