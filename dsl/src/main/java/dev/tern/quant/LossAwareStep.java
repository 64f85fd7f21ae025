package dev.tern.quant;

import dev.tern.tensor.Kind;
import dev.tern.tensor.Operation;
import dev.tern.tensor.Tape;
import dev.tern.tensor.Tensor;
import dev.tern.tensor.Threads;
import java.nio.FloatBuffer;
import java.util.Arrays;

/** The operation of a {@link LossAwareMatrix}: scales and codes forward, curvatures backward. */
final class LossAwareStep extends Operation {
    private static final Kind<LossAwareStep> KIND = new Kind<>(LossAwareStep::new);
    private static final float DECAY = 0.999f;
    private static final LossAwareMatrix NONE = new LossAwareMatrix(Lat.LAT, Tensor.NONE);

    /** What a thread looks at one group after the other with. */
    private static final ThreadLocal<WeightedGroup> GROUP = ThreadLocal.withInitial(WeightedGroup::new);

    private final Threads.Part fit = this::fit;
    private final GroupCodes.Rule rule = this::codes;
    private final Tiles.Walk pass = new Tiles.Walk(this::pass);
    private LossAwareMatrix matrix = NONE;
    private Tensor latent = Tensor.NONE;
    private boolean isFirst;
    private FloatBuffer scales = Tensor.NONE.data();
    /** The scales that the codes are chosen with, each worth its group's largest code. */
    private FloatBuffer chosenWith = Tensor.NONE.data();

    private LossAwareStep() {}

    /** The quantized matrix, whose backward tells the matrix that there are codes now. */
    static Tensor quantize(Tape tape, LossAwareMatrix matrix, Tensor latent) {
        LossAwareStep step = tape.take(KIND);
        int groups = matrix.tiles().groups();
        step.fit(matrix, latent, tape.floats(groups), tape.floats(groups));
        step.y = GroupCodes.tensor(tape, latent, matrix.method().granularity(), step.scales, step.rule)
                .codesWithin(Byte.MIN_VALUE, Byte.MAX_VALUE);
        return tape.record(step);
    }

    /** The same for packing. */
    static Codes codes(LossAwareMatrix matrix, Tensor latent) {
        LossAwareStep step = new LossAwareStep();
        int groups = matrix.tiles().groups();
        step.fit(matrix, latent, FloatBuffer.allocate(groups), FloatBuffer.allocate(groups));
        return GroupCodes.codes(
                latent,
                matrix.method().granularity(),
                step.scales,
                matrix.method().bits(),
                step.rule);
    }

    private void fit(LossAwareMatrix of, Tensor newLatent, FloatBuffer newScales, FloatBuffer newChosenWith) {
        matrix = of;
        latent = newLatent;
        scales = newScales;
        chosenWith = newChosenWith;
        Threads.parallel(of.tiles().groups(), fit);
        GroupCodes.makeUsable(scales, of.method().scaleOfZeros());
    }

    private void fit(int from, int to) {
        WeightedGroup weighted = GROUP.get();
        LossAware method = matrix.method();
        Tiles tiles = matrix.tiles();
        FloatBuffer d = matrix.curvature().data();
        for (int group = from; group < to; group++) {
            weighted.of(
                    latent.data(),
                    d,
                    tiles.start(group),
                    tiles.size(group),
                    method.limits().clip());
            method.fit(weighted, matrix.hasCodesBefore());
            scales.put(group, weighted.alpha() / method.largestCode());
            chosenWith.put(group, weighted.chosenWith());
        }
    }

    private void codes(int group, int offset, float[] values, int count, float[] codes) {
        matrix.method().codes(values, count, chosenWith.get(group), codes);
    }

    /** Passes the gradient straight through and takes it into the curvatures, in one walk over the matrix. */
    @Override
    protected void backward() {
        isFirst = !latent.startGradient();
        // Taken here, because a tape lends memory to one thread only.
        latent.gradientMemory();
        pass.through(matrix.tiles(), latent.data());
        matrix.haveCodes();
    }

    private void pass(int tile, int group, int offset, float[] values, int count) {
        FloatBuffer gradient = latent.gradientMemory();
        FloatBuffer d = matrix.curvature().data();
        LossAware method = matrix.method();
        float clip = method.limits().clip();
        float[] arriving = Tiles.first(count);
        float[] changing = Tiles.second(count);
        y.gradientMemory().get(offset, arriving, 0, count);
        d.get(offset, changing, 0, count);
        float zeros = method.largestZero(chosenWith.get(group));
        Kernels.BEST.updateCurvature(values, arriving, count, DECAY, LossAware.FLOOR, zeros, changing);
        d.put(offset, changing, 0, count);
        if (isFirst) {
            Arrays.fill(changing, 0, count, 0);
        } else {
            gradient.get(offset, changing, 0, count);
        }
        Kernels.BEST.passStrictlyInside(values, arriving, count, -clip, clip, changing);
        gradient.put(offset, changing, 0, count);
    }
}
