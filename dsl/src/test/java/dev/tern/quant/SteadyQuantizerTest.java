package dev.tern.quant;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tern.SteadyHeap;
import dev.tern.tensor.SquaredError;
import dev.tern.tensor.Tape;
import dev.tern.tensor.Tensor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;

/**
 * A steady step of every quantizer, forward, backward and afterwards, allocates nothing on the heap, on no thread. Not of
 * the {@code exact()} ones, which sort. In a process of its own, on plain loops and without escape analysis, so that what
 * the compiler has done so far changes no count.
 */
class SteadyQuantizerTest {
    /** Prints for each quantizer what a step allocates, in bytes, all threads together. */
    static final class Main {
        private static final List<WeightQuantizer> WEIGHTS = List.of(
                Twn.TWN,
                MinMaxWeights.of(Bits.INT8),
                MinMaxWeights.of(Bits.INT4, Scheme.ASYMMETRIC.clip(1)),
                MinMaxWeights.of(Bits.INT4, Scheme.ASYMMETRIC.nudged()),
                MinMaxWeights.of(Bits.INT4, Scheme.SYMMETRIC.mse()),
                Lat.LAT,
                Lat.LAT.clipLatent(1),
                Lab.LAB,
                Laq.LAQ,
                Laq.LAQ.leastSquares(),
                Bwn.BWN,
                Bwn.BWN.paperGradient(),
                Lsq.LSQ,
                LsqPlus.LSQ_PLUS,
                KdLsq.KDLSQ,
                TernaryConnect.STOCHASTIC,
                TernaryConnect.STOCHASTIC.fromWeights());

        private static final List<Granularity> GRANULARITIES =
                List.of(Granularity.PER_TENSOR, Granularity.PER_ROW, Granularity.perGroup(64));

        private static final List<Scheme> ACTIVATIONS = List.of(
                Scheme.SYMMETRIC,
                Scheme.ASYMMETRIC,
                Scheme.ASYMMETRIC.nudged(),
                Scheme.ASYMMETRIC.floatOffset(),
                Scheme.SYMMETRIC.dynamic(),
                Scheme.ASYMMETRIC.dynamic(),
                Scheme.ASYMMETRIC.floatOffset().dynamic(),
                Lsq.LSQ.scheme(),
                Lsq.LSQ.fromMinimum(),
                LsqPlus.LSQ_PLUS.scheme(),
                LsqPlus.LSQ_PLUS.floatOffset(),
                KdLsq.KDLSQ.scheme(),
                Scheme.SYMMETRIC.learnedClip(),
                Scheme.ASYMMETRIC.learnedClip(),
                Scheme.SYMMETRIC.dynamic().learnedClip(),
                Scheme.ASYMMETRIC.floatOffset().dynamic().learnedClip(),
                Scheme.BINARY);

        private Main() {}

        public static void main(String[] args) {
            for (WeightQuantizer method : WEIGHTS) {
                for (Granularity granularity : GRANULARITIES) {
                    Tensor latent = gaussian(30, 5000);
                    MatrixQuantizer matrix = method.with(granularity).start(latent);
                    Runnable afterStep = () -> matrix.afterStep(latent);
                    print(method.with(granularity) + "", latent, matrix.learned(), matrix::quantize, afterStep);
                }
            }
            for (Scheme scheme : ACTIVATIONS) {
                Bits bits = scheme.isBinary() ? new Bits(1) : Bits.INT8;
                ActivationQuantizer place = new ActivationQuantizer("here", bits, scheme);
                print(scheme + "", gaussian(30, 5000), place.learned(), place::apply, place::afterStep);
            }
        }

        private static Tensor gaussian(int rows, int columns) {
            Random random = new Random(rows);
            float[] values = new float[rows * columns];
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) random.nextGaussian();
            }
            return Tensor.of(values, rows, columns).requireGradient();
        }

        private static void print(
                String name,
                Tensor x,
                List<Learned> learned,
                BiFunction<Tape, Tensor, Tensor> quantizer,
                Runnable afterStep) {
            List<Tensor> outputs = new ArrayList<>();
            List<Tensor> wanted = List.of(gaussian(x.rows(), x.columns()));
            try (Tape tape = Tape.forTraining(1)) {
                long least = SteadyHeap.least(() -> {
                    outputs.clear();
                    outputs.add(quantizer.apply(tape, x));
                    tape.backward(SquaredError.apply(tape, outputs, wanted, Float.NEGATIVE_INFINITY));
                    descend(x);
                    for (int i = 0; i < learned.size(); i++) {
                        descend(learned.get(i).value());
                    }
                    afterStep.run();
                    tape.reset();
                });
                System.out.println(name + ": " + least);
            }
        }

        private static void descend(Tensor value) {
            for (int i = 0, size = value.size(); i < size; i++) {
                float gradient = value.gradientMemory().get(i);
                value.data().put(i, value.data().get(i) - 0.001f * gradient);
            }
            value.clearGradient();
        }
    }

    @Test
    void aStepAllocatesNothing() throws IOException, InterruptedException {
        int quantizers = Main.WEIGHTS.size() * Main.GRANULARITIES.size() + Main.ACTIVATIONS.size();
        assertThat(SteadyHeap.linesOf(Main.class))
                .hasSize(quantizers)
                .allSatisfy(line -> assertThat(line).endsWith(": 0"));
    }
}
