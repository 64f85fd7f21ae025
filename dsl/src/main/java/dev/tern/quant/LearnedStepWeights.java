package dev.tern.quant;

import dev.tern.tensor.Tape;
import dev.tern.tensor.Tensor;
import java.nio.FloatBuffer;
import java.util.List;

/**
 * One matrix on a grid whose step is trained along with it: codes clamp(rne(w / s)) between two fixed ends. What is
 * trained is a number a group, of which the step is a fixed multiple.
 */
final class LearnedStepWeights implements MatrixQuantizer {
    // What is learned never falls below this share of where it began: a step stays above 0 and zeros stay zeros.
    static final float LEAST_SHARE = 0x1p-10f;

    private final LearnedStepMethod method;
    private final int lowest;
    private final int highest;
    private final Start start;
    private final Learned learned;
    private final float[] least;

    /**
     * How the training of a matrix begins.
     *
     * @param unit step over trained number, one a group
     * @param gradient of the grid
     * @param factor what the summed gradient of a step is multiplied by to give the trained number's
     */
    record Start(double[] unit, StepGradient gradient, double factor) {}

    /**
     * @param lowest code
     * @param highest code
     * @param learned one number a group, above 0
     */
    LearnedStepWeights(LearnedStepMethod method, int lowest, int highest, Start start, Learned learned) {
        this.method = method;
        this.lowest = lowest;
        this.highest = highest;
        this.start = start;
        this.learned = learned;
        least = learned.value().toFloats();
        for (int i = 0; i < least.length; i++) {
            least[i] *= LEAST_SHARE;
        }
    }

    private float[] steps() {
        float[] steps = learned.value().toFloats();
        for (int i = 0; i < steps.length; i++) {
            steps[i] = (float) (start.unit[i] * steps[i]);
        }
        return steps;
    }

    @Override
    public Tensor quantize(Tape tape, Tensor latent) {
        Tiles tiles = Tiles.of(method.granularity(), latent.rows(), latent.columns());
        float[] steps = steps();
        Tensor value = learned.value();
        Tensor output = method.granularity().result(tape, steps, latent, value);
        FloatBuffer target = output.data();
        tiles.forEach(latent.data(), (tile, group, offset, values, count) -> {
            float[] codes = new float[count];
            Kernels.BEST.roundCodes(values, count, steps[group], lowest, highest, codes);
            if (!output.isCoded()) {
                for (int i = 0; i < count; i++) {
                    codes[i] *= steps[group];
                }
            }
            target.put(offset, codes, 0, count);
        });
        if (output.needsGradient()) {
            tape.record(() -> {
                if (output.hasGradient()) {
                    double[] sums = start.gradient
                            .backward(tiles, latent, output, steps, 0)
                            .step();
                    for (int group = 0; group < sums.length; group++) {
                        StepGradient.give(value, group, start.factor * sums[group]);
                    }
                }
            });
        }
        return output;
    }

    @Override
    public Codes codes(Tensor latent) {
        Tiles tiles = Tiles.of(method.granularity(), latent.rows(), latent.columns());
        float[] steps = steps();
        byte[] codes = new byte[latent.size()];
        tiles.forEach(latent.data(), (tile, group, offset, values, count) -> {
            float[] rounded = new float[count];
            Kernels.BEST.roundCodes(values, count, steps[group], lowest, highest, rounded);
            for (int i = 0; i < count; i++) {
                codes[offset + i] = (byte) rounded[i];
            }
        });
        return new Codes(
                codes, steps, new byte[0], method.granularity(), latent.rows(), latent.columns(), method.bits());
    }

    @Override
    public List<Learned> learned() {
        return List.of(learned);
    }

    @Override
    public void afterStep(Tensor latent) {
        keepAbove(learned.value(), least);
    }

    /** Lifts what fell below its least value, or is no number, to that. */
    static void keepAbove(Tensor value, float[] least) {
        FloatBuffer data = value.data();
        for (int i = 0; i < least.length; i++) {
            if (!(data.get(i) >= least[i])) {
                data.put(i, least[i]);
            }
        }
    }
}
