package dev.tern.quant;

/**
 * The inner loops of the quantizers, over one tile of floats. {@link PlainKernels} says what each computes and runs
 * everywhere; {@link VectorKernels} gives the same bits with the Vector API.
 */
interface Kernels {
    /** Partial sums that a tile adds into, so that a sum has the same bits whatever the width of a vector. */
    int LANES = 64;

    /** The fastest kernels this JVM can run. */
    Kernels BEST = ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent()
            ? new VectorKernels()
            : new PlainKernels();

    /** Adds |clamp(w[i], -clip, clip)| to sums[i mod LANES]. */
    void addMagnitudes(float[] w, int count, float clip, float[] sums);

    /** As {@link #addMagnitudes}, but only magnitudes above the threshold; returns how many there are. */
    int addMagnitudesAbove(float[] w, int count, float clip, float threshold, float[] sums);

    /** codes[i] = sign(w[i]) if |w[i]| > threshold, else 0. */
    void ternaryCodes(float[] w, int count, float threshold, float[] codes);

    /** codes[i] = clamp(rne(x[i] / divisor), lowest, highest); |lowest| and |highest| below 2^22. */
    void roundCodes(float[] x, int count, float divisor, float lowest, float highest, float[] codes);

    /** codes[i] = clamp(rne(acc[i] * M / 2^k), lowest, highest), exactly ({@link Requantizer}); acc holds integers below 2^24. */
    void requantize(float[] acc, int count, int multiplier, int shift, float lowest, float highest, float[] codes);

    /** Smallest and largest of the values so far (range[0], range[1]) and of x. */
    void range(float[] x, int count, float[] range);

    /** gradient[i] += upstream[i] where low < x[i] < high, both strict. */
    void passStrictlyInside(float[] x, float[] upstream, int count, float low, float high, float[] gradient);

    /** codes[i] = -1 where w[i] &lt; 0, else 1: sign with sign(0) = 1. */
    void signs(float[] w, int count, float[] codes);

    /**
     * Where m[i] = |clamp(w[i], -clip, clip)| is above the threshold: adds |d[i]| m[i] to products[i mod LANES] and
     * |d[i]| to weights[i mod LANES].
     *
     * @param gap receives the largest m not above the threshold, -1 if there is none, and the smallest above it,
     *     infinity if there is none: any threshold between, the first included, would have given the same sums
     */
    void addWeightedAbove(
            float[] w,
            float[] d,
            int count,
            float clip,
            float threshold,
            float[] products,
            float[] weights,
            float[] gap);

    /** As {@link #addWeightedAbove}, but where d[i] is positive, whatever the magnitude. */
    void addWeightedPositive(float[] w, float[] d, int count, float clip, float[] products, float[] weights);

    /**
     * d[i] = sqrt(decay r^2 + (1 - decay) g[i]^2) + floor with r = |d[i]| - floor; positive where |w[i]| is above the
     * threshold, negative elsewhere.
     */
    void updateCurvature(float[] w, float[] g, int count, float decay, float floor, float threshold, float[] d);
}
