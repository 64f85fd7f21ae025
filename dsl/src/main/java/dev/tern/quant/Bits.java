package dev.tern.quant;

/**
 * How many bits an activation or a weight code takes: {@code int8}, {@code int6}, {@code int4}, {@code int3}, {@code int2}.
 *
 * @param count 1 to 8; no symmetric grid has 1, which is for {@code activations(binary)}
 */
public record Bits(int count) {
    public static final Bits INT8 = new Bits(8);
    public static final Bits INT6 = new Bits(6);
    public static final Bits INT4 = new Bits(4);
    public static final Bits INT3 = new Bits(3);
    public static final Bits INT2 = new Bits(2);

    public Bits {
        if (count < 1 || count > 8) {
            throw new IllegalArgumentException(
                    count + " bits are not supported: codes take 1 to 8 bits. Write int8, int6, int4, int3 or int2.");
        }
    }

    /** The largest unsigned code, N = 2^b - 1. */
    public int levels() {
        return (1 << count) - 1;
    }

    /** The largest symmetric code, n = 2^(b-1) - 1; the smallest is -n, so that two products never reach 2^14. */
    public int magnitude() {
        if (count == 1) {
            throw new IllegalArgumentException("One bit has no grid around zero: write binarize(BWN) for weights,"
                    + " activations(binary) for activations.");
        }
        return (1 << (count - 1)) - 1;
    }

    /** Weights of this many bits: {@code int4.with(asymmetric.mse())}. */
    public MinMaxWeights with(Scheme scheme) {
        return MinMaxWeights.of(this, scheme);
    }

    /** Symmetric weights of this many bits with more than one scale: {@code int4.with(perGroup(64))}. */
    public MinMaxWeights with(Granularity granularity) {
        return MinMaxWeights.of(this).with(granularity);
    }

    @Override
    public String toString() {
        return "int" + count;
    }
}
