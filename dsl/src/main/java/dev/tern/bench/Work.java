package dev.tern.bench;

import dev.tern.datasets.pretrained.BertShape;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The least a part of a training step has to do: multiplications and additions of its products, and bytes of the
 * tensors it reads and writes, each once, in fp32. Everything else, such as exponentials, counts as no operation, so
 * such a part is judged by its bytes.
 *
 * @param operations of products
 * @param bytes read and written
 */
record Work(double operations, double bytes) {
    /** By the names that {@code Profile} gives to parts; those left out take next to no time. */
    static Map<String, Work> of(BertShape shape, int batch, int time) {
        double layers = shape.layers();
        double rows = (double) batch * time;
        double narrow = rows * shape.width();
        double wide = rows * shape.feedForward();
        double scores = rows * time * shape.heads();
        double weights = 4.0 * shape.width() * shape.width() + 2.0 * shape.width() * shape.feedForward();
        double tables = (double) (shape.vocabulary() + shape.positions()) * shape.width();
        double attention = 2 * rows * time * shape.width();
        Map<String, Work> parts = new LinkedHashMap<>();
        parts.put("Linear forward", layer(layers, 2 * rows * weights, weights + 9 * narrow + narrow + 2 * wide));
        parts.put(
                "Linear backward",
                layer(
                        layers,
                        4 * rows * weights,
                        2 * weights + 3 * (4 * narrow) + 2 * narrow + wide + narrow + 2 * wide));
        parts.put("AttentionScores forward", layer(layers, attention, 2 * narrow + scores));
        parts.put("AttentionScores backward", layer(layers, 2 * attention, 4 * narrow + scores));
        parts.put("AttentionOutput forward", layer(layers, attention, 2 * narrow + 3 * scores));
        parts.put("AttentionOutput backward", layer(layers, 2 * attention, 3 * narrow + 2 * scores));
        parts.put("Gelu forward", layer(layers, 0, 2 * wide));
        parts.put("Gelu backward", layer(layers, 0, 3 * wide));
        parts.put("ResidualNorm forward", layer(layers, 0, 6 * narrow));
        parts.put("ResidualNorm backward", layer(layers, 0, 10 * narrow));
        parts.put("ActivationRounding forward", layer(layers, 0, 3 * (6 * narrow + wide)));
        parts.put("ActivationRounding backward", layer(layers, 0, 2 * 3 * narrow));
        parts.put("StraightThrough forward", new Work(0, Float.BYTES * (3 * layers * weights + 2 * tables)));
        parts.put("StraightThrough backward", new Work(0, Float.BYTES * 3 * (layers * weights + tables)));
        parts.put("AdamW", new Work(0, Float.BYTES * 8 * (layers * weights + tables)));
        return parts;
    }

    private static Work layer(double layers, double operations, double floats) {
        return new Work(layers * operations, layers * Float.BYTES * floats);
    }
}
