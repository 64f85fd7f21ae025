package dev.tern.quant;

/**
 * Loss-aware ternarization: Hou, Kwok, "Loss-aware Weight Quantization of Deep Networks", ICLR 2018 (section 3.1,
 * algorithm 1), as TernaryBERT-LAT (Zhang et al., EMNLP 2020, section 3.1) uses it. With the curvatures d of
 * {@link LossAware}:
 *
 * <pre>
 *   minimise sum_i d_i (w_i - alpha b_i)^2 over alpha > 0 and b in {-1, 0, 1}^n
 *   given alpha:  b = sign(w) where |w| > alpha / 2, else 0
 *   given b:      alpha = sum d |b w| / sum d |b|
 * </pre>
 *
 * <p>The two lines alternate, from the codes of the step before (at the first step from those of TWN), until alpha
 * moves by less than 1e-6, ten rounds at most; neither can raise the objective. {@link #exact()} sorts and finds the
 * optimum. Since d enters both sums the scale leans to the weights that matter.
 */
public final class Lat extends LossAware implements Ternarizer {
    /** Alternating, one scale a matrix. The language's {@code LAT}. */
    public static final Lat LAT = new Lat(Limits.STANDARD, false);

    private static final int MOST_ROUNDS = 10;
    private static final float SETTLED = 1e-6f;
    private static final double TWN_FACTOR = 0.7;

    private final boolean exact;

    private Lat(Limits limits, boolean exact) {
        super(limits);
        this.exact = exact;
    }

    /** The best scale and codes there are, by sorting at every step; slower. */
    public Lat exact() {
        return new Lat(limits(), true);
    }

    @Override
    Lat with(Limits newLimits) {
        return new Lat(newLimits, exact);
    }

    @Override
    public Lat with(Granularity newGranularity) {
        return (Lat) super.with(newGranularity);
    }

    @Override
    public Lat clip(float limit) {
        return (Lat) super.clip(limit);
    }

    @Override
    public Lat clipLatent(float limit) {
        return (Lat) super.clipLatent(limit);
    }

    @Override
    void fit(WeightedGroup group, boolean hasCodesBefore) {
        if (exact) {
            float alpha = group.bestTernaryScale();
            group.settle(alpha, alpha, 0);
            return;
        }
        float alpha = hasCodesBefore ? group.keptBefore() : 0;
        if (alpha == 0) {
            alpha = group.above((float) (TWN_FACTOR * group.meanMagnitude()));
        }
        alternate(group, alpha);
    }

    private static void alternate(WeightedGroup group, float start) {
        float alpha = start;
        float chosenWith = start;
        int rounds = 0;
        boolean settled = start == 0;
        while (!settled && rounds < MOST_ROUNDS) {
            chosenWith = alpha;
            alpha = group.above(chosenWith / 2);
            settled = Math.abs(alpha - chosenWith) < SETTLED;
            rounds++;
        }
        group.settle(alpha, chosenWith, rounds);
    }

    @Override
    void codes(float[] w, int count, float chosenWith, float[] codes) {
        Kernels.BEST.ternaryCodes(w, count, largestZero(chosenWith), codes);
    }

    @Override
    float largestZero(float chosenWith) {
        return chosenWith / 2;
    }

    @Override
    int largestCode() {
        return 1;
    }

    @Override
    public String formula() {
        return "minimise sum d (w - alpha t)^2 over alpha and t in {-1, 0, 1}, d = sqrt(mean g^2)"
                + (exact ? ", by sorting" : ", alternating");
    }

    @Override
    public String source() {
        return "Hou, Kwok, \"Loss-aware Weight Quantization of Deep Networks\", ICLR 2018";
    }

    @Override
    public String toString() {
        return "LAT" + (exact ? ".exact()" : "") + limitWords();
    }
}
