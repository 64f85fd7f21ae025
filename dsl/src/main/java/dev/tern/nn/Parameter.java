package dev.tern.nn;

import dev.tern.tensor.Tensor;
import java.util.Random;

/**
 * A trained tensor and its name.
 *
 * @param name where it stands in the network, such as {@code encoder.0.query.weight}
 * @param value fp32; a matrix is [out, in], a vector [1, n]
 * @param kind what it is, which decides whether weight decay applies
 */
public record Parameter(String name, Tensor value, Kind kind) {

    /** What a parameter is: AdamW decays matrices and tables only (Devlin et al. 2019, appendix A.2). */
    public enum Kind {
        MATRIX,
        TABLE,
        BIAS,
        NORM;

        /** Whether weight decay applies. */
        public boolean decays() {
            return this == MATRIX || this == TABLE;
        }
    }

    /** The layer it belongs to, as a user writes it: the name without {@code .weight}. */
    public String layer() {
        return name.replaceFirst("\\.weight$", "");
    }

    /** A matrix or table drawn from N(0, 0.02²), BERT's own initialisation. */
    static Parameter normal(String name, Kind kind, int rows, int columns, Random random) {
        return normal(name, kind, rows, columns, 0.02, random);
    }

    /** A matrix or table drawn from N(0, deviation²), cut at two deviations. */
    static Parameter normal(String name, Kind kind, int rows, int columns, double deviation, Random random) {
        float[] values = new float[rows * columns];
        for (int i = 0; i < values.length; i++) {
            double draw;
            do {
                draw = random.nextGaussian();
            } while (Math.abs(draw) > 2);
            values[i] = (float) (draw * deviation);
        }
        return new Parameter(name, Tensor.of(values, rows, columns).requireGradient(), kind);
    }

    /** A vector of one repeated value. */
    static Parameter filled(String name, Kind kind, int columns, float value) {
        float[] values = new float[columns];
        java.util.Arrays.fill(values, value);
        return new Parameter(name, Tensor.of(values, 1, columns).requireGradient(), kind);
    }

    /** A parameter of its own memory with the same values. */
    Parameter copy() {
        return new Parameter(
                name, Tensor.of(value.toFloats(), value.rows(), value.columns()).requireGradient(), kind);
    }

    /** A parameter of its own memory with some of the rows, in this order. */
    Parameter rows(int[] chosen) {
        int columns = value.columns();
        float[] values = new float[chosen.length * columns];
        for (int i = 0; i < chosen.length; i++) {
            value.data().get(chosen[i] * columns, values, i * columns, columns);
        }
        return new Parameter(name, Tensor.of(values, chosen.length, columns).requireGradient(), kind);
    }

    /** A parameter of its own memory with some of the columns, in this order. */
    Parameter columns(int[] chosen) {
        float[] values = new float[value.rows() * chosen.length];
        for (int row = 0; row < value.rows(); row++) {
            for (int i = 0; i < chosen.length; i++) {
                values[row * chosen.length + i] = value.data().get(row * value.columns() + chosen[i]);
            }
        }
        return new Parameter(
                name, Tensor.of(values, value.rows(), chosen.length).requireGradient(), kind);
    }

    /** A second matrix of zeros to go with this one: {@code encoder.0.query.split.weight}. */
    Parameter secondHalf() {
        return new Parameter(
                layer() + ".split.weight",
                Tensor.zeros(value.rows(), value.columns()).requireGradient(),
                kind);
    }

    /** Overwrites the values. */
    public void set(float[] values) {
        if (values.length != value.size()) {
            throw new IllegalArgumentException(name + " holds " + value.rows() + " x " + value.columns()
                    + " numbers, but " + values.length + " were given: the weights are of another network.");
        }
        value.data().put(0, values);
    }
}
