package dev.tern.integer;

import java.util.Arrays;
import java.util.List;

/**
 * Queries, keys and values of the same rows. Where each is one product, all are one with the matrices below each other: a
 * wider product is a faster one, and its input is read once.
 */
final class ProjectionStep {
    private final List<DenseStep> parts;
    private final List<CodesStep> places;
    private final boolean isJoined;
    private final OnFirstUse<ProductKernel.Weights> joined = new OnFirstUse<>(this::join);

    /** @param places where the sums of each part become codes */
    ProjectionStep(List<DenseStep> parts, List<CodesStep> places) {
        this.parts = parts;
        this.places = places;
        DenseStep first = parts.get(0);
        isJoined = parts.stream()
                .allMatch(part -> part.isOneProduct() && part.in() == first.in() && part.zero() == first.zero());
    }

    private ProductKernel.Weights join() {
        int outs = 0;
        byte[] codes = new byte[0];
        int[] bias = new int[0];
        int in = parts.get(0).in();
        for (DenseStep part : parts) {
            byte[] own = part.codes();
            codes = Arrays.copyOf(codes, codes.length + own.length);
            System.arraycopy(own, 0, codes, outs * in, own.length);
            bias = Arrays.copyOf(bias, outs + part.out());
            System.arraycopy(part.bias(), 0, bias, outs, part.out());
            outs += part.out();
        }
        return ProductChoice.of(codes, in).prepare(codes, outs, in, parts.get(0).zero(), bias);
    }

    /**
     * Codes of some rows.
     *
     * @param block whose bytes are the input, from row 0 on
     * @param codes of each part, [rows, out]
     * @param from number of the first row in these
     */
    void apply(Block block, int from, int rows, List<byte[]> codes, Observer observer) {
        if (isJoined) {
            int width = parts.stream().mapToInt(DenseStep::out).sum();
            joined.get().multiply(block.bytes, 0, rows, width, block.sums, (first, near, at) -> {
                for (int row = 0; row < near; row++) {
                    write(block.sums, at + row * width, from + first + row, codes);
                }
            });
        } else {
            for (int p = 0; p < parts.size(); p++) {
                DenseStep part = parts.get(p);
                int out = part.out();
                CodesStep place = places.get(p);
                byte[] into = codes.get(p);
                part.multiply(
                        block.bytes,
                        0,
                        rows,
                        block,
                        (first, near, at) -> place.apply(block.sums, at, at + near * out, into, (from + first) * out));
            }
        }
        for (int p = 0; p < parts.size(); p++) {
            int out = parts.get(p).out();
            observer.see(places.get(p), from, rows, codes.get(p), from * out, out);
        }
    }

    private void write(int[] sums, int at, int row, List<byte[]> codes) {
        int begin = at;
        for (int p = 0; p < places.size(); p++) {
            int out = parts.get(p).out();
            places.get(p).apply(sums, begin, begin + out, codes.get(p), row * out);
            begin += out;
        }
    }
}
