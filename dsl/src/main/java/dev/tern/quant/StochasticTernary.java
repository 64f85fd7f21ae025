package dev.tern.quant;

/**
 * One weight made ternary by a draw: Lin, Courbariaux, Memisevic, Bengio, "Neural Networks with Few Multiplications",
 * ICLR 2016 (section 3.1, "TernaryConnect"). With a limit W0:
 *
 * <pre>
 *   p  = min(|w| / W0, 1)
 *   t  = sign(w) with probability p, else 0;   w^ = W0 t
 *   E[w^] = clip(w, -W0, W0);   Var[w^] = W0^2 p (1 - p)
 *   deterministic: t = sign(w) where |w| > W0 / 2, else 0
 * </pre>
 *
 * @param limit W0, above 0
 */
public record StochasticTernary(float limit) {
    public StochasticTernary {
        if (!(limit > 0) || Float.isInfinite(limit)) {
            throw new IllegalArgumentException(
                    "A limit of " + limit + " leaves nothing to draw: give a finite number above 0, such as 0.05f.");
        }
    }

    /** The probability that the code is not 0. */
    public float probability(float w) {
        return Math.min(Math.abs(w) / limit, 1);
    }

    /** The code that a uniform number in [0, 1) draws: sign(w) if the number is below the probability. */
    public int code(float w, float uniform) {
        return uniform < probability(w) ? (int) Math.signum(w) : 0;
    }

    /** The code at evaluation. */
    public int code(float w) {
        return Math.abs(w) > threshold() ? (int) Math.signum(w) : 0;
    }

    /** Magnitudes above it have a code at evaluation. */
    public float threshold() {
        return limit / 2;
    }

    /** The mean of the drawn value, which is also what the latent weight is clipped to after a step. */
    public float mean(float w) {
        return Math.max(-limit, Math.min(limit, w));
    }

    /** The variance of the drawn value. */
    public float variance(float w) {
        return limit * limit * probability(w) * (1 - probability(w));
    }
}
