package dev.tern.onednn;

import java.nio.Buffer;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * c = a b, and {@link Extra}s, for matrices of fixed types, shapes and places: fp32 x fp32 or bf16 x bf16 to fp32, and u8 x s8
 * or s8 x s8 to s32 or fp32. fp32 and bf16 are summed in fp32, bytes in s32. May be run by any number of threads at
 * once; each call runs on the thread that makes it.
 */
public final class Product {
    private final Primitive primitive;

    private final Set<Extra> extras;

    Product(Primitive primitive, Set<Extra> extras) {
        this.primitive = primitive;
        this.extras = extras;
    }

    /**
     * Runs it on direct buffers in native order.
     *
     * @param a left factor, which starts {@code aAt} numbers into the buffer
     * @param b right factor
     * @param c the result
     */
    public void run(Buffer a, long aAt, Buffer b, long bAt, Buffer c, long cAt) {
        run(a, aAt, b, bAt, c, cAt, null, 1, 0);
    }

    /**
     * Runs it with what the {@link Extra}s it was made with need; the others are not read.
     *
     * @param bias columns of c, from the start of the buffer
     * @param scale a factor
     * @param zero subtracted from a
     */
    public void run(
            Buffer a, long aAt, Buffer b, long bAt, Buffer c, long cAt, @Nullable Buffer bias, float scale, int zero) {
        if ((bias != null) != extras.contains(Extra.BIAS)) {
            throw new IllegalArgumentException("A bias is given to a product made with Extra.BIAS, and to no other.");
        }
        primitive.multiply(a, aAt, b, bAt, c, cAt, bias, 0, scale, zero);
    }

    /** The library's name of the code that runs, "brg_matmul:avx512_core_vnni" for instance. */
    public String implementation() {
        return primitive.implementation();
    }
}
