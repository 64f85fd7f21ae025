package dev.tern.tensor;

import java.util.Locale;

/**
 * How the products of a training step are rounded. Products of whole numbers are exact in both.
 */
public enum Precision {
    /** fp32, one chain of fused multiply-adds a number: the same bits on every machine. */
    EXACT,
    /**
     * Products with real numbers, forward and for gradients, from factors rounded to bf16 and summed in fp32 where the
     * processor has bf16, in fp32 elsewhere, summed in the order that is fastest there. The same bits every time on one
     * machine, others on another.
     */
    FAST;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
