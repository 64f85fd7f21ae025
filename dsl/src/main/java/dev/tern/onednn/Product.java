package dev.tern.onednn;

import java.nio.Buffer;

/**
 * c = a b, or c += a b, for matrices of fixed types, shapes and places: fp32 x fp32 or bf16 x bf16 to fp32, and u8 x s8
 * or s8 x s8 to s32 or fp32. fp32 and bf16 are summed in fp32, bytes in s32. May be run by any number of threads at
 * once; each call runs on the thread that makes it.
 */
public final class Product {
    private final Primitive primitive;

    Product(Primitive primitive) {
        this.primitive = primitive;
    }

    /**
     * Runs it on direct buffers in native order.
     *
     * @param a left factor, which starts {@code aAt} numbers into the buffer
     * @param b right factor
     * @param c the result
     */
    public void run(Buffer a, long aAt, Buffer b, long bAt, Buffer c, long cAt) {
        primitive.run(a, aAt, b, bAt, c, cAt);
    }

    /** The library's name of the code that runs, "brg_matmul:avx512_core_vnni" for instance. */
    public String implementation() {
        return primitive.implementation();
    }
}
