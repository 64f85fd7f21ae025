package dev.tern.quant;

/**
 * Loss-aware binarization: Hou, Yao, Kwok, "Loss-aware Binarization of Deep Networks", ICLR 2017 (proposition 3.1). With
 * the curvatures d of {@link LossAware}, minimise sum d (w - alpha b)^2 over alpha > 0 and b in {-1, 1}^n:
 *
 * <pre>
 *   b = sign(w), sign(0) = 1;   alpha = sum d |w| / sum d
 * </pre>
 */
public final class Lab extends LossAware implements Binarizer {
    /** One scale a matrix. The language's {@code LAB}. */
    public static final Lab LAB = new Lab(Limits.STANDARD);

    private Lab(Limits limits) {
        super(limits);
    }

    @Override
    Lab with(Limits newLimits) {
        return new Lab(newLimits);
    }

    @Override
    public Lab with(Granularity newGranularity) {
        return (Lab) super.with(newGranularity);
    }

    @Override
    public Lab clip(float limit) {
        return (Lab) super.clip(limit);
    }

    @Override
    public Lab clipLatent(float limit) {
        return (Lab) super.clipLatent(limit);
    }

    @Override
    void fit(WeightedGroup group, boolean hasCodesBefore) {
        float alpha = group.all();
        group.settle(alpha, alpha, 0);
    }

    @Override
    void codes(float[] w, int count, float chosenWith, float[] codes) {
        Kernels.BEST.signs(w, count, codes);
    }

    @Override
    float largestZero(float chosenWith) {
        return -1;
    }

    @Override
    int largestCode() {
        return 1;
    }

    @Override
    float scaleOfZeros() {
        return SCALE_OF_ZEROS;
    }

    @Override
    public String formula() {
        return "alpha = sum d|w| / sum d; w^ = alpha sign(w), d = sqrt(mean g^2)";
    }

    @Override
    public String source() {
        return "Hou, Yao, Kwok, \"Loss-aware Binarization of Deep Networks\", ICLR 2017";
    }

    @Override
    public String toString() {
        return "LAB" + limitWords();
    }
}
