package dev.tern.quant;

import dev.tern.tensor.Kind;
import dev.tern.tensor.Operation;
import dev.tern.tensor.Tape;
import dev.tern.tensor.Tensor;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

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
    private final List<Learned> all;
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
        all = List.of(learned);
        least = learned.value().toFloats();
        for (int i = 0; i < least.length; i++) {
            least[i] *= LEAST_SHARE;
        }
    }

    /** Writes the step of every group. */
    private FloatBuffer steps(FloatBuffer steps) {
        FloatBuffer values = learned.value().data();
        for (int i = 0; i < start.unit.length; i++) {
            steps.put(i, (float) (start.unit[i] * values.get(i)));
        }
        return steps;
    }

    @Override
    public Tensor quantize(Tape tape, Tensor latent) {
        Step step = tape.take(Step.KIND);
        step.of(this, latent, steps(tape.floats(start.unit.length)));
        return step.record(
                tape, GroupCodes.tensor(tape, latent, learned.value(), method.granularity(), step.steps, step.rule));
    }

    @Override
    public Codes codes(Tensor latent) {
        Step step = new Step();
        step.of(this, latent, steps(FloatBuffer.allocate(start.unit.length)));
        return GroupCodes.codes(latent, method.granularity(), step.steps, method.bits(), step.rule);
    }

    /** The operation of a step. */
    private static final class Step extends Operation {
        private static final Kind<Step> KIND = new Kind<>(Step::new);

        private final GroupCodes.Rule rule = this::codes;
        private @Nullable LearnedStepWeights matrix;
        private Tensor latent = Tensor.NONE;
        private FloatBuffer steps = Tensor.NONE.data();
        private float lowest;
        private float highest;

        void of(LearnedStepWeights newMatrix, Tensor newLatent, FloatBuffer newSteps) {
            matrix = newMatrix;
            latent = newLatent;
            steps = newSteps;
            lowest = newMatrix.lowest;
            highest = newMatrix.highest;
        }

        private void codes(int group, int offset, float[] values, int count, float[] codes) {
            Kernels.BEST.roundCodes(values, count, steps.get(group), lowest, highest, codes);
        }

        Tensor record(Tape tape, Tensor output) {
            y = output;
            return tape.record(this);
        }

        @Override
        protected void backward() {
            Objects.requireNonNull(matrix).backward(latent, y, steps);
        }
    }

    private void backward(Tensor latent, Tensor output, FloatBuffer steps) {
        Tiles tiles = Tiles.of(method.granularity(), latent.rows(), latent.columns());
        start.gradient.backward(tiles, latent, output, steps, 0);
        for (int group = 0; group < start.unit.length; group++) {
            StepGradient.give(learned.value(), group, start.factor * start.gradient.step(group));
        }
    }

    @Override
    public List<Learned> learned() {
        return all;
    }

    @Override
    public void afterStep(Tensor latent) {
        keepAbove(learned.value(), least);
    }

    /** Lifts what fell below its least value, or is no number, to that. */
    static void keepAbove(Tensor value, float[] least) {
        for (int i = 0; i < least.length; i++) {
            keepAbove(value, i, least[i]);
        }
    }

    /** The same of one number. */
    static void keepAbove(Tensor value, int index, float least) {
        if (!(value.data().get(index) >= least)) {
            value.data().put(index, least);
        }
    }
}
