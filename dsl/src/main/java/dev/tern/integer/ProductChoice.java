package dev.tern.integer;

import java.util.Optional;

/**
 * Which kernels multiply with a matrix here, and why. Look-up is the fastest Java for narrow weights; oneDNN overtakes
 * it from two rows on where the processor multiplies bytes.
 *
 * @param few for fewer than {@link #MANY} rows
 * @param many for the rest
 * @param fewReason why
 * @param manyReason why
 */
public record ProductChoice(ProductKernel few, ProductKernel many, String fewReason, String manyReason) {
    /** From here on a native call pays: at one row it is still the slower one. */
    public static final int MANY = 2;

    private static final String ABSENT = "the Vector API is absent: start Java with --add-modules jdk.incubator.vector";

    /** The choice for signed codes, [out, in]. */
    public static ProductChoice of(byte[] codes, int in) {
        OneDnnProduct oneDnn = OneDnnProduct.ifUsable();
        Optional<LookupProduct> lookup = LookupProduct.of(codes, in);
        if (oneDnn != null && oneDnn.isExactFor(codes)) {
            String reason = oneDnn.reason();
            return lookup.map(l -> new ProductChoice(l, oneDnn, lookupReason(), reason))
                    .orElseGet(() -> new ProductChoice(oneDnn, oneDnn, reason, reason));
        }
        String missing =
                oneDnn == null ? "oneDNN does not load or is not exact here" : "oneDNN saturates codes this wide";
        if (lookup.isPresent()) {
            return new ProductChoice(lookup.get(), lookup.get(), lookupReason(), missing + "; " + lookupReason());
        }
        boolean vectors = FloatProduct.isUsable();
        String reason = missing + "; " + (vectors ? "the Vector API is present" : ABSENT);
        ProductKernel java = vectors ? new FloatProduct() : new PlainProduct();
        return new ProductChoice(java, java, reason, reason);
    }

    private static String lookupReason() {
        return "the Vector API looks up 64 bytes at once";
    }

    /** Weights that go to one kernel or the other by the number of rows. */
    public ProductKernel.Weights prepare(byte[] codes, int out, int in, int zero, int[] bias) {
        ProductKernel.Weights ofMany = many.prepare(codes, out, in, zero, bias);
        if (few.equals(many)) {
            return ofMany;
        }
        ProductKernel.Weights ofFew = few.prepare(codes, out, in, zero, bias);
        return new Either(ofFew, ofMany);
    }

    private record Either(ProductKernel.Weights few, ProductKernel.Weights many) implements ProductKernel.Weights {
        @Override
        public void multiply(byte[] input, int at, int rows, int[] result, int to) {
            (rows < MANY ? few : many).multiply(input, at, rows, result, to);
        }

        @Override
        public void multiply(byte[] input, int at, int rows, int out, int[] sums, ProductKernel.NearRows then) {
            (rows < MANY ? few : many).multiply(input, at, rows, out, sums, then);
        }
    }
}
