package dev.tern.integer;

import java.util.ArrayList;
import java.util.List;

/** Opens the integer product kernels to tests of other packages. */
public final class Products {
    private Products() {}

    /**
     * The accumulators of every kernel that runs here, bias included.
     *
     * @param input unsigned codes, [rows, in]
     * @param zero the code of zero
     * @param weights signed codes, [out, in]
     * @param bias codes, [out]
     */
    public static List<int[]> ofEveryKernel(byte[] input, int rows, int zero, byte[] weights, int[] bias) {
        int out = bias.length;
        List<int[]> results = new ArrayList<>();
        for (ProductKernel kernel : kernels(weights, weights.length / out)) {
            int[] result = new int[rows * out];
            kernel.prepare(weights, out, weights.length / out, zero, bias).multiply(input, 0, rows, result, 0);
            results.add(result);
        }
        return results;
    }

    static List<ProductKernel> kernels(byte[] weights, int in) {
        List<ProductKernel> kernels = new ArrayList<>(List.of(new PlainProduct(), new FloatProduct()));
        OneDnnProduct oneDnn = OneDnnProduct.ifUsable();
        if (oneDnn != null && oneDnn.isExactFor(weights)) {
            kernels.add(oneDnn);
        }
        // Correct on every processor, if slow on most.
        LookupProduct.forCodes(weights, in).ifPresent(kernels::add);
        return kernels;
    }
}
