package dev.tern.quant;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What a model weighs, line by line: encoder matrices, pooler and word embedding at their bits with one fp32 scale a
 * matrix or row; everything else fp32. Only so do the sizes the papers print come out (BERT-base 418 / 106 / 28 MiB).
 */
public record ModelSize(List<Line> lines) {
    public ModelSize {
        lines = List.copyOf(lines);
    }

    /**
     * One part of a model.
     *
     * @param name what it is
     * @param parameters how many numbers it holds
     * @param bits bits of each; 32 is fp32
     * @param scales how many fp32 scales come with them
     */
    public record Line(String name, long parameters, int bits, long scales) {
        public long bytes() {
            return (parameters * bits + 7) / 8 + 4 * scales;
        }
    }

    /** The sizes of a BERT encoder. */
    public record Shape(int vocabulary, int width, int layers, int feedForward, int positions, int types) {}

    /** The arithmetic of an encoder whose matrices take {@code weightBits} and word embedding {@code embeddingBits}. */
    public static ModelSize of(Shape shape, int weightBits, int embeddingBits) {
        long h = shape.width();
        long f = shape.feedForward();
        long matrices = 6L * shape.layers();
        List<Line> lines = new ArrayList<>();
        lines.add(new Line(
                "word_embedding", shape.vocabulary() * h, embeddingBits, embeddingBits == 32 ? 0 : shape.vocabulary()));
        lines.add(new Line("position_embedding", shape.positions() * h, 32, 0));
        lines.add(new Line("type_embedding", shape.types() * h, 32, 0));
        lines.add(new Line(
                "encoder_matrices",
                shape.layers() * (4 * h * h + 2 * h * f),
                weightBits,
                weightBits == 32 ? 0 : matrices));
        lines.add(new Line("pooler", h * h, weightBits, weightBits == 32 ? 0 : 1));
        // A layer: four biases of h, one of f, one of h, two LayerNorms; then the pooler's bias and one LayerNorm.
        lines.add(new Line("biases_and_norms", shape.layers() * (9 * h + f) + 3 * h, 32, 0));
        return new ModelSize(lines);
    }

    public long bytes() {
        return lines.stream().mapToLong(Line::bytes).sum();
    }

    public double mebibytes() {
        return bytes() / 1048576.0;
    }

    /** How many times smaller than the same parameters in fp32. */
    public double timesSmaller() {
        return 4.0 * lines.stream().mapToLong(Line::parameters).sum() / bytes();
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "ModelSize[%.2f MiB, x%.2f]", mebibytes(), timesSmaller());
    }
}
