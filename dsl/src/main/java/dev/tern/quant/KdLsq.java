package dev.tern.quant;

import dev.tern.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Learned clip values: Jin, Liang, Wu, Zou, Gan, "KDLSQ-BERT: A Quantized Bert Combining Knowledge Distillation with
 * Learned Step Size Quantization", 2021 (section 3), with the details of the authors' code. With n = 2^(b-1) - 1:
 *
 * <pre>
 *   x^ = alpha rne(clip(x / alpha, -1, 1) n) / n
 *   dL/dalpha = sum dL/dx^ u,  u = sign(x) where |x| &gt; alpha, else (x^ - x) / alpha; no gradient scale
 *   dL/dx = dL/dx^, for weights everywhere, for activations where |x| &lt;= alpha
 * </pre>
 *
 * <p>Weights begin with the largest magnitude left when 2.5 % are cut off at each end, and learn alpha at the rate 1e-3
 * with decay 2e-5. Activations begin where the first batch's histogram loses least information (see
 * {@link KlCalibration}), and learn alpha at 3e-2 with decay 1e-4.
 */
public final class KdLsq extends LearnedStepMethod {
    /** Weights of 4 bits, one clip value a matrix. The language's {@code KDLSQ}. */
    public static final KdLsq KDLSQ = new KdLsq(USUAL, Granularity.PER_TENSOR);

    private static final double TAIL = 0.025;
    private static final double WEIGHT_RATE = 1e-3;
    private static final double WEIGHT_DECAY = 2e-5;
    private static final double ACTIVATION_RATE = 3e-2;
    private static final double ACTIVATION_DECAY = 1e-4;

    private KdLsq(Bits bits, Granularity granularity) {
        super("KDLSQ", bits, granularity);
    }

    @Override
    public KdLsq bits(Bits newBits) {
        return new KdLsq(newBits, granularity());
    }

    @Override
    public KdLsq with(Granularity newGranularity) {
        return new KdLsq(width(), newGranularity);
    }

    @Override
    Scheme activations() {
        return Scheme.KDLSQ;
    }

    @Override
    public String formula() {
        int n = width().magnitude();
        return "w^ = alpha round(clip(w / alpha, -1, 1) " + n + ") / " + n
                + "; alpha learned, first max|w| without 2.5 %" + " at each end";
    }

    @Override
    public String source() {
        return "Jin, Liang, Wu, Zou, Gan, \"KDLSQ-BERT: A Quantized Bert Combining Knowledge Distillation with Learned"
                + " Step Size Quantization\", 2021";
    }

    @Override
    public MatrixQuantizer start(Tensor latent) {
        Tiles tiles = Tiles.of(granularity(), latent.rows(), latent.columns());
        int n = width().magnitude();
        float[] clips = new float[tiles.groups()];
        for (int group = 0; group < clips.length; group++) {
            float[] sorted = new float[tiles.size(group)];
            latent.data().get(tiles.start(group), sorted);
            Arrays.sort(sorted);
            int cut = (int) (TAIL * sorted.length);
            double largest = Math.max(Math.abs(sorted[cut]), Math.abs(sorted[sorted.length - 1 - cut]));
            clips[group] = (float) (n * usable(largest / n));
        }
        double[] unit = new double[clips.length];
        Arrays.fill(unit, 1.0 / n);
        StepGradient gradient =
                new StepGradient().between(-n, n).withEndsInside().unmasked();
        Tensor value = Tensor.of(clips, 1, clips.length).requireGradient();
        return new LearnedStepWeights(
                this,
                -n,
                n,
                new LearnedStepWeights.Start(unit, gradient, 1.0 / n),
                Learned.at(WEIGHT_RATE, WEIGHT_DECAY, value));
    }

    /** The clip value of one place. */
    static final class OfPlace implements RangeSource {
        private final int n;
        private final Tensor value = Tensor.zeros(1, 1).requireGradient();
        private final List<Learned> learned = List.of(Learned.at(ACTIVATION_RATE, ACTIVATION_DECAY, value));
        private final StepGradient gradient;
        private float least;

        OfPlace(Bits bits) {
            n = bits.magnitude();
            gradient = new StepGradient().between(-n, n).withEndsInside();
        }

        @Override
        public void follow(Tensor x) {
            if (least == 0) {
                float first = (float) (n * usable(KlCalibration.clip(x, n + 1) / n));
                least = first * LearnedStepWeights.LEAST_SHARE;
                value.data().put(0, first);
            }
        }

        @Override
        public @Nullable Range range() {
            return isReady() ? new Range(low(), high()) : null;
        }

        @Override
        public boolean isReady() {
            return least != 0;
        }

        @Override
        public float low() {
            return -high();
        }

        @Override
        public float high() {
            return value.data().get(0);
        }

        @Override
        public List<Learned> learned() {
            return learned;
        }

        @Override
        public void afterStep() {
            if (least > 0) {
                LearnedStepWeights.keepAbove(value, 0, least);
            }
        }

        @Override
        public void backward(Tensor x, Tensor output, Fit fit) {
            gradient.backward(x, output, (float) fit.grid.scale(), 0);
            StepGradient.give(value, 0, gradient.step(0) / n);
        }
    }
}
