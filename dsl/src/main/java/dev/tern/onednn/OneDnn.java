package dev.tern.onednn;

import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.bytedeco.dnnl.global.dnnl;
import org.jspecify.annotations.Nullable;

/**
 * oneDNN (Apache-2.0) through JavaCPP. What it compiles is kept for good: ask for a few shapes often, not for many once.
 * Nothing here starts threads; split the rows of a product over your own.
 */
public final class OneDnn {
    private record Shapes(Matrix a, Matrix b, Matrix c, Set<Extra> extras) {}

    private record Layouts(Matrix from, Matrix to) {}

    /** A class of its own, because the check runs products while OneDnn is being initialised. */
    private static final class Checked {
        static final @Nullable OneDnn USABLE = load();
    }

    private static final int BYTE_DOT_PRODUCT = dnnl.dnnl_cpu_isa_avx2_vnni & ~dnnl.dnnl_cpu_isa_avx2
            | dnnl.dnnl_cpu_isa_avx512_core_vnni & ~dnnl.dnnl_cpu_isa_avx512_core;
    private static final int BF16_DOT_PRODUCT =
            dnnl.dnnl_cpu_isa_avx512_core_bf16 & ~dnnl.dnnl_cpu_isa_avx512_core_vnni;

    private final ConcurrentMap<Shapes, Product> products = new ConcurrentHashMap<>();
    private final ConcurrentMap<Layouts, Conversion> conversions = new ConcurrentHashMap<>();

    private OneDnn() {}

    /** The library, or null where it does not load or computes something else than plain loops. */
    public static @Nullable OneDnn ifUsable() {
        return Checked.USABLE;
    }

    private static @Nullable OneDnn load() {
        try {
            OneDnn loaded = new OneDnn();
            return SelfCheck.passes(loaded) ? loaded : null;
        } catch (LinkageError | RuntimeException e) {
            return null;
        }
    }

    /** Whether the processor multiplies bytes faster than fp32 (VNNI, AMX); elsewhere u8 x s8 may also saturate. */
    public boolean hasByteProducts() {
        return (instructions() & BYTE_DOT_PRODUCT) != 0;
    }

    /** Whether the processor multiplies bf16 faster than fp32 (AVX512-BF16, AMX). */
    public boolean hasFastBf16() {
        return (instructions() & BF16_DOT_PRODUCT) != 0;
    }

    private static int instructions() {
        return dnnl.dnnl_get_effective_cpu_isa();
    }

    /** The instructions the library uses, "AVX10_1_512_AMX_FP16" for instance. */
    public String processor() {
        return String.valueOf(dnnl.get_effective_cpu_isa()).toUpperCase(Locale.ROOT);
    }

    /** c = a b and what the extras say; compiled at the first call for these shapes. */
    public Product product(Matrix a, Matrix b, Matrix c, Extra... extras) {
        Shapes shapes = new Shapes(a, b, c, Set.of(extras));
        Product made = products.get(shapes);
        return made != null ? made : products.computeIfAbsent(shapes, OneDnn::compile);
    }

    private static Product compile(Shapes shapes) {
        return new Product(
                Primitive.product(
                        Native.describe(shapes.a),
                        Native.describe(shapes.b),
                        shapes.a,
                        shapes.b,
                        shapes.c,
                        shapes.extras),
                shapes.extras);
    }

    /** to = from, in another type or layout; compiled at the first call for these. */
    public Conversion conversion(Matrix from, Matrix to) {
        Layouts layouts = new Layouts(from, to);
        Conversion made = conversions.get(layouts);
        return made != null ? made : conversions.computeIfAbsent(layouts, OneDnn::compile);
    }

    private static Conversion compile(Layouts layouts) {
        return new Conversion(
                Primitive.copy(Native.describe(layouts.from), Native.describe(layouts.to), layouts.from, layouts.to));
    }

    /**
     * Memory for a right factor in the library's own layout.
     *
     * @param left type of the left factor
     * @param weights type of the numbers kept
     * @param result type of the product
     * @param depth rows of the right factor: a layer's inputs
     * @param columns a layer's outputs
     * @param typicalRows for how many rows the layout is chosen; others run too
     */
    public PackedWeights weights(
            Numbers left, Numbers weights, Numbers result, int depth, int columns, int typicalRows) {
        return new PackedWeights(left, weights, result, depth, columns, typicalRows);
    }
}
