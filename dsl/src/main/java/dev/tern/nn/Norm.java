package dev.tern.nn;

import java.util.List;

/**
 * A LayerNorm with its two vectors.
 *
 * @param gamma [1, width], what the normalised values are multiplied by
 * @param beta [1, width], what is added
 */
record Norm(Parameter gamma, Parameter beta) {
    static Norm of(String name, int width) {
        return new Norm(
                Parameter.filled(name + ".gamma", Parameter.Kind.NORM, width, 1),
                Parameter.filled(name + ".beta", Parameter.Kind.NORM, width, 0));
    }

    List<Parameter> parameters() {
        return List.of(gamma, beta);
    }

    Norm copy() {
        return new Norm(gamma.copy(), beta.copy());
    }
}
