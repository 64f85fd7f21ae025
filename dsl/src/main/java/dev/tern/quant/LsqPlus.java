package dev.tern.quant;

import dev.tern.tensor.Tensor;
import java.nio.FloatBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * LSQ with a learned offset: Bhalgat, Lee, Nagel, Blankevoort, Kwak, "LSQ+: Improving low-bit quantization through
 * learnable offsets and better initialization", CVPR Workshops 2020 (eq. 2 to 8). Activations, with N = 2^b - 1:
 *
 * <pre>
 *   v = (x - o) / s,  x^ = s rne(clip(v, 0, N)) + o
 *   dL/ds = G sum dL/dx^ t,  t = 0 where v &lt;= 0, N where v &gt;= N, rne(v) - v between
 *   dL/do = G sum of dL/dx^ where v &lt;= 0 or v &gt;= N
 *   s and o begin where the first batch's squared error is least
 * </pre>
 *
 * <p>So that zero stays on the grid, and integers can run it, o is rounded to z = rne(-o / s) steps, straight through,
 * and kept within [-N s, 0]; {@link #floatOffset()} keeps the paper's real offset. Weights have no offset and LSQ's
 * gradients; their step begins as max(|mu - 3 sigma|, |mu + 3 sigma|) / 2^(b-1). Trained are s over its first value
 * and o over the first width of the grid, with the gradients above; see {@link Lsq}.
 */
public final class LsqPlus extends LearnedStepMethod {
    /** Weights of 4 bits, one step a matrix. The language's {@code LSQ_PLUS}. */
    public static final LsqPlus LSQ_PLUS = new LsqPlus(USUAL, Granularity.PER_TENSOR);

    private LsqPlus(Bits bits, Granularity granularity) {
        super("LSQ_PLUS", bits, granularity);
    }

    @Override
    public LsqPlus bits(Bits newBits) {
        return new LsqPlus(newBits, granularity());
    }

    @Override
    public LsqPlus with(Granularity newGranularity) {
        return new LsqPlus(width(), newGranularity);
    }

    @Override
    Scheme activations() {
        return Scheme.LSQ_PLUS;
    }

    /** Activations with the paper's real offset; zero is not on the grid, so it cannot run on integers. */
    public Scheme floatOffset() {
        return Scheme.LSQ_PLUS_OFFSET;
    }

    @Override
    public String formula() {
        int highest = width().magnitude();
        return "w^ = s round(clip(w / s, -" + (highest + 1) + ", " + highest
                + ")); s learned, first max|mu +- 3 sigma| / " + (highest + 1);
    }

    @Override
    public String source() {
        return "Bhalgat, Lee, Nagel, Blankevoort, Kwak, \"LSQ+: Improving low-bit quantization through learnable offsets"
                + " and better initialization\", CVPR Workshops 2020";
    }

    @Override
    public MatrixQuantizer start(Tensor latent) {
        Tiles tiles = Tiles.of(granularity(), latent.rows(), latent.columns());
        double[] steps = meansPlusThreeDeviations(latent, tiles);
        for (int i = 0; i < steps.length; i++) {
            steps[i] /= width().magnitude() + 1;
        }
        return Lsq.learning(this, steps, tiles);
    }

    /** max(|mu - 3 sigma|, |mu + 3 sigma|) of each group; sigma is the population's. */
    private static double[] meansPlusThreeDeviations(Tensor x, Tiles tiles) {
        double[] sums = new double[tiles.count()];
        tiles.forEach(x.data(), (tile, group, offset, values, count) -> {
            for (int i = 0; i < count; i++) {
                sums[tile] += values[i];
            }
        });
        double[] means = tiles.totals(sums);
        for (int group = 0; group < means.length; group++) {
            means[group] /= tiles.size(group);
        }
        double[] squares = new double[tiles.count()];
        tiles.forEach(x.data(), (tile, group, offset, values, count) -> {
            for (int i = 0; i < count; i++) {
                double difference = values[i] - means[group];
                squares[tile] += difference * difference;
            }
        });
        double[] ends = tiles.totals(squares);
        for (int group = 0; group < ends.length; group++) {
            ends[group] = Math.abs(means[group]) + 3 * Math.sqrt(ends[group] / tiles.size(group));
        }
        return ends;
    }

    /** Step and offset of one place. */
    static final class OfPlace implements RangeSource {
        private static final int SAMPLE = 2048;
        private static final int CANDIDATES = 32;
        private static final int ROUNDS = 2;

        private final Scheme scheme;
        private final Bits bits;
        private final Tensor value = Tensor.zeros(1, 2).requireGradient();
        private final List<Learned> learned = List.of(Learned.with(value));
        private final StepGradient gradient = new StepGradient();
        private double unit;

        OfPlace(Scheme scheme, Bits bits) {
            this.scheme = scheme;
            this.bits = bits;
        }

        @Override
        public void follow(Tensor x) {
            if (unit > 0) {
                return;
            }
            Range best = leastError(x);
            Grid grid = scheme.grid(best, bits);
            // At least a thousandth of the largest magnitude wide, so that a constant batch leaves something to learn
            // from.
            double largest = Math.max(Math.abs(best.low()), Math.abs(best.high()));
            unit = usable(Math.max(grid.scale(), largest * LearnedStepWeights.LEAST_SHARE / bits.levels()));
            value.data().put(0, 1);
            value.data().put(1, (float) (grid.value(0) / (unit * bits.levels())));
        }

        /** From the smallest and largest value inwards, one end after the other, on an even sample of the batch. */
        private Range leastError(Tensor x) {
            int stride = Math.max(1, x.size() / SAMPLE);
            float[] sample = new float[(x.size() + stride - 1) / stride];
            double mean = 0;
            for (int i = 0; i < sample.length; i++) {
                sample[i] = x.data().get(i * stride) * x.scale();
                mean += sample[i] / (double) sample.length;
            }
            Range all = Range.of(x);
            Range best = all;
            double least = error(sample, all);
            for (int round = 0; round < ROUNDS; round++) {
                for (int i = 1; i <= CANDIDATES; i++) {
                    double share = (double) i / CANDIDATES;
                    float high = (float) (mean + share * (all.high() - mean));
                    float low = (float) (mean + share * (all.low() - mean));
                    for (Range candidate : List.of(
                            new Range(Math.min(best.low(), high), high), new Range(low, Math.max(best.high(), low)))) {
                        double error = error(sample, candidate);
                        if (error < least) {
                            least = error;
                            best = candidate;
                        }
                    }
                }
            }
            return best;
        }

        private double error(float[] sample, Range range) {
            Grid grid = scheme.grid(range, bits);
            double sum = 0;
            for (float each : sample) {
                double difference = each - grid.value(grid.code(each));
                sum += difference * difference;
            }
            return sum;
        }

        @Override
        public @Nullable Range range() {
            return isReady() ? new Range(low(), high()) : null;
        }

        @Override
        public boolean isReady() {
            return unit != 0;
        }

        @Override
        public float low() {
            return (float) exactLow();
        }

        @Override
        public float high() {
            return (float) (exactLow() + unit * bits.levels() * value.data().get(0));
        }

        private double exactLow() {
            return unit * bits.levels() * value.data().get(1);
        }

        @Override
        public List<Learned> learned() {
            return learned;
        }

        @Override
        public void afterStep() {
            if (unit == 0) {
                return;
            }
            LearnedStepWeights.keepAbove(value, 0, LearnedStepWeights.LEAST_SHARE);
            FloatBuffer data = value.data();
            float offset = Float.isFinite(data.get(1)) ? data.get(1) : 0;
            data.put(1, scheme.hasOffset() ? offset : Math.max(-data.get(0), Math.min(0, offset)));
        }

        @Override
        public void backward(Tensor x, Tensor output, Fit fit) {
            MovingGrid grid = fit.grid;
            int levels = bits.levels();
            int zero = grid.zeroPoint();
            gradient.between(-zero, levels - zero);
            if (!scheme.hasOffset()) {
                // An end is s (N - z) with z = d - o / s: the rounding d is frozen, and s N - s d + o is what is
                // derived.
                double rounded = zero + value.data().get(1) * unit * levels / grid.scale();
                gradient.slopes(-rounded, levels - rounded);
            }
            gradient.backward(x, output, (float) grid.scale(), (float) grid.offset());
            double scale = Lsq.gradientScale(x.size(), levels);
            StepGradient.give(value, 0, scale * gradient.step(0));
            StepGradient.give(value, 1, scale * gradient.offset(0));
        }
    }
}
