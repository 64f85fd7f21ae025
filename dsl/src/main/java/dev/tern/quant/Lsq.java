package dev.tern.quant;

import dev.tern.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Learned step size quantization: Esser, McKinstry, Bablani, Appuswamy, Modha, "Learned Step Size Quantization", ICLR
 * 2020 (eq. 1 to 5, section 2.1 and 2.2). Signed Qn = 2^(b-1), Qp = 2^(b-1) - 1; unsigned Qn = 0, Qp = 2^b - 1:
 *
 * <pre>
 *   v = x / s,  x^ = s rne(clip(v, -Qn, Qp))
 *   dL/dx = dL/dx^ where -Qn &lt; v &lt; Qp, else 0
 *   dL/ds = G sum dL/dx^ t,  t = -Qn where v &lt;= -Qn, Qp where v &gt;= Qp, rne(v) - v between
 *   G = 1 / sqrt(N Qp), N values share s;  s begins as 2 mean|x| / sqrt(Qp)
 * </pre>
 *
 * <p>What is trained is s over its first value, with the gradient above: AdamW's updates are as large as the learning
 * rate whatever the gradient, and so one rate suits steps of all bits. Activations begin with the first batch and are
 * unsigned where that has no negative value, such as probabilities; N then counts the batch, padding included, as in
 * the published code.
 */
public final class Lsq extends LearnedStepMethod {
    /** Weights of 4 bits, one step a matrix. The language's {@code LSQ}. */
    public static final Lsq LSQ = new Lsq(USUAL, Granularity.PER_TENSOR);

    private Lsq(Bits bits, Granularity granularity) {
        super("LSQ", bits, granularity);
    }

    @Override
    public Lsq bits(Bits newBits) {
        return new Lsq(newBits, granularity());
    }

    @Override
    public Lsq with(Granularity newGranularity) {
        return new Lsq(width(), newGranularity);
    }

    @Override
    Scheme activations() {
        return Scheme.LSQ;
    }

    /**
     * Activations counted in unsigned steps from each batch's own minimum: Bai et al., "BinaryBERT", ACL 2021, 4 bits,
     * as the published code has it. The step begins as 4 mean|x| / sqrt(Qp), and what lies at an end counts as inside.
     * Not for the integer program.
     */
    public Scheme fromMinimum() {
        return Scheme.LSQ_FROM_MINIMUM;
    }

    @Override
    public String formula() {
        int highest = width().magnitude();
        return "w^ = s round(clip(w / s, -" + (highest + 1) + ", " + highest + ")); s learned, first 2 mean|w| / sqrt("
                + highest + ")";
    }

    @Override
    public String source() {
        return "Esser, McKinstry, Bablani, Appuswamy, Modha, \"Learned Step Size Quantization\", ICLR 2020";
    }

    @Override
    public MatrixQuantizer start(Tensor latent) {
        Tiles tiles = Tiles.of(granularity(), latent.rows(), latent.columns());
        double[] steps = meanMagnitudes(latent, tiles);
        for (int i = 0; i < steps.length; i++) {
            steps[i] = 2 * steps[i] / Math.sqrt(width().magnitude());
        }
        return learning(this, steps, tiles);
    }

    /** Learns the steps of a matrix from these on, on LSQ's signed grid. */
    static LearnedStepWeights learning(LearnedStepMethod method, double[] steps, Tiles tiles) {
        int highest = method.width().magnitude();
        float[] ones = new float[steps.length];
        Arrays.fill(ones, 1);
        for (int i = 0; i < steps.length; i++) {
            steps[i] = (float) usable(steps[i]);
        }
        StepGradient gradient = new StepGradient().between(-highest - 1, highest);
        var start = new LearnedStepWeights.Start(steps, gradient, gradientScale(tiles.longest(), highest));
        Tensor value = Tensor.of(ones, 1, ones.length).requireGradient();
        return new LearnedStepWeights(method, -highest - 1, highest, start, Learned.with(value));
    }

    /** G = 1 / sqrt(N Qp). */
    static double gradientScale(int sharing, int highest) {
        return 1 / Math.sqrt((double) sharing * highest);
    }

    /** mean |x| of each group. */
    static double[] meanMagnitudes(Tensor x, Tiles tiles) {
        double[] sums = new double[tiles.count()];
        tiles.forEach(x.data(), (tile, group, offset, values, count) -> {
            float[] lanes = Tiles.sums();
            Kernels.BEST.addMagnitudes(values, count, Float.POSITIVE_INFINITY, lanes);
            sums[tile] = Tiles.total(lanes);
        });
        double[] means = tiles.totals(sums);
        for (int group = 0; group < means.length; group++) {
            means[group] *= x.scale() / (double) tiles.size(group);
        }
        return means;
    }

    /** The grid of a stored range: unsigned if that begins at 0. */
    static void grid(MovingGrid grid, float low, float high, Bits bits) {
        grid.step(low, high, bits.magnitude());
    }

    /** The step of one place. */
    static final class OfPlace implements RangeSource {
        private final Bits bits;
        private final boolean fromMinimum;
        private final Tensor value = Tensor.zeros(1, 1).requireGradient();
        private final List<Learned> learned = List.of(Learned.with(value));
        private final StepGradient gradient = new StepGradient();
        private double unit;
        private boolean signed;

        private OfPlace(Bits bits, boolean fromMinimum) {
            this.bits = bits;
            this.fromMinimum = fromMinimum;
        }

        static OfPlace signedOrNot(Bits bits) {
            return new OfPlace(bits, false);
        }

        static OfPlace fromMinimum(Bits bits) {
            return new OfPlace(bits, true);
        }

        private boolean hasBegun() {
            return unit > 0;
        }

        @Override
        public void follow(Tensor x) {
            if (hasBegun()) {
                return;
            }
            Range seen = Range.of(x);
            signed = !fromMinimum && (seen.low() < 0 || seen.high() == 0);
            double mean = meanMagnitudes(x, Tiles.of(1, x.size()))[0];
            int highest = signed ? bits.magnitude() : bits.levels();
            unit = usable((fromMinimum ? 4 : 2) * mean / Math.sqrt(highest));
            value.data().put(0, 1);
        }

        @Override
        public @Nullable Range range() {
            return hasBegun() ? new Range(low(), high()) : null;
        }

        @Override
        public boolean isReady() {
            return hasBegun();
        }

        @Override
        public float low() {
            return signed ? -(bits.magnitude() + 1) * step() : 0;
        }

        @Override
        public float high() {
            return (signed ? bits.magnitude() : bits.levels()) * step();
        }

        private float step() {
            return (float) (unit * value.data().get(0));
        }

        @Override
        public List<Learned> learned() {
            return learned;
        }

        @Override
        public void afterStep() {
            if (hasBegun()) {
                LearnedStepWeights.keepAbove(value, 0, LearnedStepWeights.LEAST_SHARE);
            }
        }

        @Override
        public void backward(Tensor x, Tensor output, Fit fit) {
            MovingGrid grid = fit.grid;
            gradient.between(grid.lowest(), grid.highest());
            if (fromMinimum) {
                gradient.withEndsInside();
            }
            gradient.backward(x, output, (float) grid.scale(), (float) grid.offset());
            StepGradient.give(value, 0, gradientScale(x.size(), grid.highest()) * gradient.step(0));
        }
    }
}
