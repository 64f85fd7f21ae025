package dev.tern.golden;

import dev.tern.tensor.Tape;
import dev.tern.tensor.Tensor;

/** Runs a tape backward from a given gradient of an output instead of a loss. */
final class Gradients {
    private Gradients() {}

    static void backward(Tape tape, Tensor output, float[] gradient) {
        Tensor loss = tape.allocate(1, 1);
        tape.record(() -> output.gradient().put(0, gradient));
        tape.backward(loss);
    }

    static float[] of(Tensor parameter) {
        float[] gradient = new float[parameter.size()];
        parameter.gradient().get(0, gradient);
        return gradient;
    }
}
