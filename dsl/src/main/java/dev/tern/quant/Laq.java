package dev.tern.quant;

/**
 * Loss-aware quantization to m bits, evenly spaced: Hou, Kwok, "Loss-aware Weight Quantization of Deep Networks", ICLR
 * 2018 (section 3.3). With n = 2^(m-1) - 1 and the curvatures d of {@link LossAware}:
 *
 * <pre>
 *   b = rne(clamp(w / alpha, -1, 1) n) / n;   alpha = sum d |b w| / sum d |b|;   w^ = alpha b
 * </pre>
 *
 * alternating from b = sign(w) until alpha moves by less than 1e-6, ten rounds at most.
 *
 * <p>That scale, which the authors' code computes, is the best one only where every level is 0 or 1. With levels in
 * between sum d (w - alpha b)^2 is least at alpha = sum d |b w| / sum d b^2: {@link #leastSquares()}.
 */
public final class Laq extends LossAware {
    /** Three bits, as in the paper's tables, one scale a matrix. The language's {@code LAQ}. */
    public static final Laq LAQ = new Laq(Limits.STANDARD, new Bits(3), false);

    private static final int MOST_ROUNDS = 10;
    private static final float SETTLED = 1e-6f;

    private final Bits bits;
    private final boolean leastSquares;

    private Laq(Limits limits, Bits bits, boolean leastSquares) {
        super(limits);
        this.bits = bits;
        this.leastSquares = leastSquares;
    }

    /** Another number of bits: {@code LAQ.bits(int4)}. */
    public Laq bits(Bits newBits) {
        return new Laq(limits(), newBits, leastSquares);
    }

    /** The scale that minimises the weighted error for given codes, in place of the published one. */
    public Laq leastSquares() {
        return new Laq(limits(), bits, true);
    }

    @Override
    Laq with(Limits newLimits) {
        return new Laq(newLimits, bits, leastSquares);
    }

    @Override
    public Laq with(Granularity newGranularity) {
        return (Laq) super.with(newGranularity);
    }

    @Override
    public Laq clip(float limit) {
        return (Laq) super.clip(limit);
    }

    @Override
    public Laq clipLatent(float limit) {
        return (Laq) super.clipLatent(limit);
    }

    @Override
    public int bits() {
        return bits.count();
    }

    @Override
    void fit(WeightedGroup group, boolean hasCodesBefore) {
        float alpha = group.all();
        float chosenWith = alpha;
        int rounds = 0;
        boolean settled = alpha == 0;
        while (!settled && rounds < MOST_ROUNDS) {
            chosenWith = alpha;
            alpha = group.levels(chosenWith, bits.magnitude(), leastSquares ? 2 : 1);
            settled = Math.abs(alpha - chosenWith) < SETTLED;
            rounds++;
        }
        group.settle(alpha, chosenWith, rounds);
    }

    @Override
    void codes(float[] w, int count, float chosenWith, float[] codes) {
        int n = bits.magnitude();
        float divisor = chosenWith > 0 ? chosenWith / n : 1;
        Kernels.BEST.roundCodes(w, count, divisor, -n, n, codes);
    }

    @Override
    float largestZero(float chosenWith) {
        return -1;
    }

    @Override
    int largestCode() {
        return bits.magnitude();
    }

    @Override
    public String formula() {
        int n = bits.magnitude();
        return "b = round(clamp(w / alpha, -1, 1) " + n + ") / " + n + "; alpha = sum d|b w| / sum d"
                + (leastSquares ? " b^2" : "|b|") + "; w^ = alpha b, d = sqrt(mean g^2)";
    }

    @Override
    public String source() {
        return "Hou, Kwok, \"Loss-aware Weight Quantization of Deep Networks\", ICLR 2018";
    }

    @Override
    public String toString() {
        return "LAQ"
                + (bits.count() == 3 ? "" : ".bits(" + word() + ")")
                + (leastSquares ? ".leastSquares()" : "")
                + limitWords();
    }

    private String word() {
        boolean hasWord = bits.count() == 2 || bits.count() == 4 || bits.count() == 6 || bits.count() == 8;
        return hasWord ? bits.toString() : "new Bits(" + bits.count() + ")";
    }
}
