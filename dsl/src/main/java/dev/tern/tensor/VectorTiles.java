package dev.tern.tensor;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The register tile of a matrix product: rows x two vectors of sums, held in registers over the whole depth. Written
 * out line by line because the compiler keeps local variables in registers, but not the elements of an array.
 */
final class VectorTiles {
    private static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;
    private static final int W = S.length();

    /**
     * The class of these vectors. A sum that has gone through a loop is to the compiler any vector; whether it then finds
     * the class from what it saw run is chance, and without it every sum becomes an object.
     */
    static final Class<? extends FloatVector> TYPE = FloatVector.zero(S).getClass();

    /** 12 x 2 sums need 27 registers, which AVX-512 and NEON have; 6 x 2 fit into the 16 of AVX2. */
    static final int ROWS = W == 8 ? 6 : 12;

    static final int COLUMNS = 2 * W;

    private VectorTiles() {}

    static void multiply(
            int depth, float[] a, int aAt, int aStride, float[] b, int bAt, float[] c, int at, int stride) {
        if (ROWS == 12) {
            rows12(depth, a, aAt, aStride, b, bAt, c, at, stride);
        } else {
            rows6(depth, a, aAt, aStride, b, bAt, c, at, stride);
        }
    }

    private static void rows12(
            int depth, float[] a, int aAt, int aStride, float[] b, int bAt, float[] c, int at, int stride) {
        FloatVector c0 = FloatVector.fromArray(S, c, at + 0 * stride);
        FloatVector d0 = FloatVector.fromArray(S, c, at + 0 * stride + W);
        FloatVector c1 = FloatVector.fromArray(S, c, at + 1 * stride);
        FloatVector d1 = FloatVector.fromArray(S, c, at + 1 * stride + W);
        FloatVector c2 = FloatVector.fromArray(S, c, at + 2 * stride);
        FloatVector d2 = FloatVector.fromArray(S, c, at + 2 * stride + W);
        FloatVector c3 = FloatVector.fromArray(S, c, at + 3 * stride);
        FloatVector d3 = FloatVector.fromArray(S, c, at + 3 * stride + W);
        FloatVector c4 = FloatVector.fromArray(S, c, at + 4 * stride);
        FloatVector d4 = FloatVector.fromArray(S, c, at + 4 * stride + W);
        FloatVector c5 = FloatVector.fromArray(S, c, at + 5 * stride);
        FloatVector d5 = FloatVector.fromArray(S, c, at + 5 * stride + W);
        FloatVector c6 = FloatVector.fromArray(S, c, at + 6 * stride);
        FloatVector d6 = FloatVector.fromArray(S, c, at + 6 * stride + W);
        FloatVector c7 = FloatVector.fromArray(S, c, at + 7 * stride);
        FloatVector d7 = FloatVector.fromArray(S, c, at + 7 * stride + W);
        FloatVector c8 = FloatVector.fromArray(S, c, at + 8 * stride);
        FloatVector d8 = FloatVector.fromArray(S, c, at + 8 * stride + W);
        FloatVector c9 = FloatVector.fromArray(S, c, at + 9 * stride);
        FloatVector d9 = FloatVector.fromArray(S, c, at + 9 * stride + W);
        FloatVector c10 = FloatVector.fromArray(S, c, at + 10 * stride);
        FloatVector d10 = FloatVector.fromArray(S, c, at + 10 * stride + W);
        FloatVector c11 = FloatVector.fromArray(S, c, at + 11 * stride);
        FloatVector d11 = FloatVector.fromArray(S, c, at + 11 * stride + W);
        for (int p = 0, q = aAt, r = bAt; p < depth; p++, q += aStride, r += 2 * W) {
            FloatVector left = FloatVector.fromArray(S, b, r);
            FloatVector right = FloatVector.fromArray(S, b, r + W);
            FloatVector e0 = FloatVector.broadcast(S, a[q]);
            c0 = e0.fma(left, c0);
            d0 = e0.fma(right, d0);
            FloatVector e1 = FloatVector.broadcast(S, a[q + 1]);
            c1 = e1.fma(left, c1);
            d1 = e1.fma(right, d1);
            FloatVector e2 = FloatVector.broadcast(S, a[q + 2]);
            c2 = e2.fma(left, c2);
            d2 = e2.fma(right, d2);
            FloatVector e3 = FloatVector.broadcast(S, a[q + 3]);
            c3 = e3.fma(left, c3);
            d3 = e3.fma(right, d3);
            FloatVector e4 = FloatVector.broadcast(S, a[q + 4]);
            c4 = e4.fma(left, c4);
            d4 = e4.fma(right, d4);
            FloatVector e5 = FloatVector.broadcast(S, a[q + 5]);
            c5 = e5.fma(left, c5);
            d5 = e5.fma(right, d5);
            FloatVector e6 = FloatVector.broadcast(S, a[q + 6]);
            c6 = e6.fma(left, c6);
            d6 = e6.fma(right, d6);
            FloatVector e7 = FloatVector.broadcast(S, a[q + 7]);
            c7 = e7.fma(left, c7);
            d7 = e7.fma(right, d7);
            FloatVector e8 = FloatVector.broadcast(S, a[q + 8]);
            c8 = e8.fma(left, c8);
            d8 = e8.fma(right, d8);
            FloatVector e9 = FloatVector.broadcast(S, a[q + 9]);
            c9 = e9.fma(left, c9);
            d9 = e9.fma(right, d9);
            FloatVector e10 = FloatVector.broadcast(S, a[q + 10]);
            c10 = e10.fma(left, c10);
            d10 = e10.fma(right, d10);
            FloatVector e11 = FloatVector.broadcast(S, a[q + 11]);
            c11 = e11.fma(left, c11);
            d11 = e11.fma(right, d11);
        }
        TYPE.cast(c0).intoArray(c, at + 0 * stride);
        TYPE.cast(d0).intoArray(c, at + 0 * stride + W);
        TYPE.cast(c1).intoArray(c, at + 1 * stride);
        TYPE.cast(d1).intoArray(c, at + 1 * stride + W);
        TYPE.cast(c2).intoArray(c, at + 2 * stride);
        TYPE.cast(d2).intoArray(c, at + 2 * stride + W);
        TYPE.cast(c3).intoArray(c, at + 3 * stride);
        TYPE.cast(d3).intoArray(c, at + 3 * stride + W);
        TYPE.cast(c4).intoArray(c, at + 4 * stride);
        TYPE.cast(d4).intoArray(c, at + 4 * stride + W);
        TYPE.cast(c5).intoArray(c, at + 5 * stride);
        TYPE.cast(d5).intoArray(c, at + 5 * stride + W);
        TYPE.cast(c6).intoArray(c, at + 6 * stride);
        TYPE.cast(d6).intoArray(c, at + 6 * stride + W);
        TYPE.cast(c7).intoArray(c, at + 7 * stride);
        TYPE.cast(d7).intoArray(c, at + 7 * stride + W);
        TYPE.cast(c8).intoArray(c, at + 8 * stride);
        TYPE.cast(d8).intoArray(c, at + 8 * stride + W);
        TYPE.cast(c9).intoArray(c, at + 9 * stride);
        TYPE.cast(d9).intoArray(c, at + 9 * stride + W);
        TYPE.cast(c10).intoArray(c, at + 10 * stride);
        TYPE.cast(d10).intoArray(c, at + 10 * stride + W);
        TYPE.cast(c11).intoArray(c, at + 11 * stride);
        TYPE.cast(d11).intoArray(c, at + 11 * stride + W);
    }

    private static void rows6(
            int depth, float[] a, int aAt, int aStride, float[] b, int bAt, float[] c, int at, int stride) {
        FloatVector c0 = FloatVector.fromArray(S, c, at + 0 * stride);
        FloatVector d0 = FloatVector.fromArray(S, c, at + 0 * stride + W);
        FloatVector c1 = FloatVector.fromArray(S, c, at + 1 * stride);
        FloatVector d1 = FloatVector.fromArray(S, c, at + 1 * stride + W);
        FloatVector c2 = FloatVector.fromArray(S, c, at + 2 * stride);
        FloatVector d2 = FloatVector.fromArray(S, c, at + 2 * stride + W);
        FloatVector c3 = FloatVector.fromArray(S, c, at + 3 * stride);
        FloatVector d3 = FloatVector.fromArray(S, c, at + 3 * stride + W);
        FloatVector c4 = FloatVector.fromArray(S, c, at + 4 * stride);
        FloatVector d4 = FloatVector.fromArray(S, c, at + 4 * stride + W);
        FloatVector c5 = FloatVector.fromArray(S, c, at + 5 * stride);
        FloatVector d5 = FloatVector.fromArray(S, c, at + 5 * stride + W);
        for (int p = 0, q = aAt, r = bAt; p < depth; p++, q += aStride, r += 2 * W) {
            FloatVector left = FloatVector.fromArray(S, b, r);
            FloatVector right = FloatVector.fromArray(S, b, r + W);
            FloatVector e0 = FloatVector.broadcast(S, a[q]);
            c0 = e0.fma(left, c0);
            d0 = e0.fma(right, d0);
            FloatVector e1 = FloatVector.broadcast(S, a[q + 1]);
            c1 = e1.fma(left, c1);
            d1 = e1.fma(right, d1);
            FloatVector e2 = FloatVector.broadcast(S, a[q + 2]);
            c2 = e2.fma(left, c2);
            d2 = e2.fma(right, d2);
            FloatVector e3 = FloatVector.broadcast(S, a[q + 3]);
            c3 = e3.fma(left, c3);
            d3 = e3.fma(right, d3);
            FloatVector e4 = FloatVector.broadcast(S, a[q + 4]);
            c4 = e4.fma(left, c4);
            d4 = e4.fma(right, d4);
            FloatVector e5 = FloatVector.broadcast(S, a[q + 5]);
            c5 = e5.fma(left, c5);
            d5 = e5.fma(right, d5);
        }
        TYPE.cast(c0).intoArray(c, at + 0 * stride);
        TYPE.cast(d0).intoArray(c, at + 0 * stride + W);
        TYPE.cast(c1).intoArray(c, at + 1 * stride);
        TYPE.cast(d1).intoArray(c, at + 1 * stride + W);
        TYPE.cast(c2).intoArray(c, at + 2 * stride);
        TYPE.cast(d2).intoArray(c, at + 2 * stride + W);
        TYPE.cast(c3).intoArray(c, at + 3 * stride);
        TYPE.cast(d3).intoArray(c, at + 3 * stride + W);
        TYPE.cast(c4).intoArray(c, at + 4 * stride);
        TYPE.cast(d4).intoArray(c, at + 4 * stride + W);
        TYPE.cast(c5).intoArray(c, at + 5 * stride);
        TYPE.cast(d5).intoArray(c, at + 5 * stride + W);
    }
}
