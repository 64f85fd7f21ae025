package dev.tern.tensor;

import dev.tern.onednn.Conversion;
import dev.tern.onednn.Extra;
import dev.tern.onednn.Matrix;
import dev.tern.onednn.Numbers;
import dev.tern.onednn.OneDnn;
import dev.tern.onednn.Product;

/**
 * What oneDNN compiled for the parts that {@link NativeLinear} cuts its products into: compiled at the first step that
 * needs it, found again at every other without making a key.
 */
final class NativeProducts {
    /** A choice of {@link Extra}s: all there are, made once. */
    private static final Extra[][] EXTRAS = extras();

    private final OneDnn library;
    private final ByShape<Conversion> conversions = new ByShape<>();
    private final ByShape<Product> forward = new ByShape<>();
    private final ByShape<Product> inputGradients = new ByShape<>();
    private final ByShape<Product> weightGradients = new ByShape<>();

    NativeProducts(OneDnn library) {
        this.library = library;
    }

    /** Whether products of bytes are exact and fast. */
    boolean hasByteProducts() {
        return library.hasByteProducts();
    }

    boolean hasFastBf16() {
        return library.hasFastBf16();
    }

    private static Extra[][] extras() {
        Extra[] all = Extra.values();
        Extra[][] choices = new Extra[1 << all.length][];
        for (int choice = 0; choice < choices.length; choice++) {
            choices[choice] = new Extra[Integer.bitCount(choice)];
            int next = 0;
            for (Extra extra : all) {
                if ((choice & bit(extra)) != 0) {
                    choices[choice][next++] = extra;
                }
            }
        }
        return choices;
    }

    /** Extras are chosen by the sum of their bits. */
    static int bit(Extra extra) {
        return 1 << extra.ordinal();
    }

    private static int kind(Numbers numbers, int extras) {
        return numbers.ordinal() * EXTRAS.length + extras;
    }

    /** From fp32. */
    Conversion conversion(int rows, int columns, Numbers numbers) {
        int kind = kind(numbers, 0);
        Conversion made = conversions.get(rows, columns, 0, 0, kind);
        if (made != null) {
            return made;
        }
        Matrix from = Matrix.of(Numbers.F32, rows, columns);
        Matrix to = Matrix.of(numbers, rows, columns);
        return conversions.add(rows, columns, 0, 0, kind, library.conversion(from, to));
    }

    /** Of {@code rows} x in and the transpose of out x in; the type of the one follows from that of the other. */
    Product forward(Numbers left, Numbers right, int rows, int in, int out, int extras) {
        int kind = kind(left, extras);
        Product made = forward.get(rows, in, out, 0, kind);
        if (made != null) {
            return made;
        }
        Matrix a = Matrix.of(left, rows, in);
        Matrix b = Matrix.of(right, out, in).transposed();
        return forward.add(rows, in, out, 0, kind, compiled(a, b, extras));
    }

    /** Of {@code rows} x out and out x in. */
    Product inputGradient(Numbers numbers, int rows, int in, int out, int extras) {
        int kind = kind(numbers, extras);
        Product made = inputGradients.get(rows, in, out, 0, kind);
        if (made != null) {
            return made;
        }
        Matrix a = Matrix.of(numbers, rows, out);
        Matrix b = Matrix.of(numbers, out, in);
        return inputGradients.add(rows, in, out, 0, kind, compiled(a, b, extras));
    }

    /** Of the transpose of {@code part} of the columns of depth x out, and depth x in. */
    Product weightGradient(Numbers numbers, int depth, int in, int out, int part, int extras) {
        int kind = kind(numbers, extras);
        Product made = weightGradients.get(depth, in, out, part, kind);
        if (made != null) {
            return made;
        }
        Matrix a = Matrix.of(numbers, depth, part).withRowStride(out).transposed();
        Matrix b = Matrix.of(numbers, depth, in);
        return weightGradients.add(depth, in, out, part, kind, compiled(a, b, extras));
    }

    private Product compiled(Matrix a, Matrix b, int extras) {
        return library.product(a, b, Matrix.of(Numbers.F32, a.rows(), b.columns()), EXTRAS[extras]);
    }
}
