package dev.tern.quant;

import java.util.Map;

/**
 * Which of the formulas of {@link MovingGrid} a scheme's printed name stands for. A program that only runs a model needs no more of quantization than this.
 */
public final class StoredGrid {
    @FunctionalInterface
    private interface Formula {
        Grid grid(float low, float high, int bits);
    }

    private static final Map<String, Formula> FORMULAS = Map.of(
            "symmetric", (low, high, bits) -> symmetric(low, high, magnitude(bits)),
            "symmetric.learnedClip()", (low, high, bits) -> limited(low, high, magnitude(bits)),
            "asymmetric", (low, high, bits) -> zeroPoint(low, high, levels(bits)),
            "asymmetric.nudged()", (low, high, bits) -> nudged(low, high, 0, levels(bits)),
            "LSQ", (low, high, bits) -> step(low, high, magnitude(bits)),
            "LSQ_PLUS", (low, high, bits) -> zeroPoint(low, high, levels(bits)),
            "KDLSQ", (low, high, bits) -> symmetric(low, high, magnitude(bits)));

    private StoredGrid() {}

    /**
     * The grid of a stored range.
     *
     * @param scheme what {@link Scheme#toString} prints of one that runs on integers
     * @param bits 2 to 8
     * @throws IllegalArgumentException if the scheme has no grid that is stored, or is none
     */
    public static Grid of(String scheme, float low, float high, int bits) {
        // How a range followed the batches, and what it was limited to meanwhile, no longer matters.
        Formula formula = FORMULAS.get(scheme.replaceAll("\\.(decay|clip)\\([0-9.E-]+f\\)", "")
                .replaceFirst("^(asymmetric.*)\\.learnedClip\\(\\)$", "$1"));
        if (formula == null || bits < 2 || bits > 8 || !(low <= high)) {
            throw new IllegalArgumentException("\"int" + bits + " " + scheme + "\" from " + low + " to " + high
                    + " is no grid that integers run on: it takes 2 to 8 bits and symmetric, asymmetric, LSQ, LSQ_PLUS"
                    + " or KDLSQ, without dynamic() and offset.");
        }
        return formula.grid(low, high, bits);
    }

    private static int levels(int bits) {
        return (1 << bits) - 1;
    }

    private static int magnitude(int bits) {
        return (1 << bits - 1) - 1;
    }

    static Grid symmetric(float low, float high, int n) {
        return new MovingGrid().symmetric(low, high, n).grid();
    }

    static Grid limited(float low, float high, int n) {
        return new MovingGrid().limited(low, high, n).grid();
    }

    static Grid zeroPoint(float low, float high, int levels) {
        return new MovingGrid().zeroPoint(low, high, levels).grid();
    }

    static Grid nudged(float low, float high, int lowest, int highest) {
        return new MovingGrid().nudged(low, high, lowest, highest).grid();
    }

    /** Of a learned step: unsigned if the range begins at 0. */
    static Grid step(float low, float high, int n) {
        return new MovingGrid().step(low, high, n).grid();
    }
}
