package dev.tern.bench;

import dev.tern.quant.ActivationQuantizer;
import dev.tern.quant.Bits;
import dev.tern.quant.Granularity;
import dev.tern.quant.Lat;
import dev.tern.quant.MatrixQuantizer;
import dev.tern.quant.Scheme;
import dev.tern.quant.Twn;
import dev.tern.tensor.AdamW;
import dev.tern.tensor.AttentionOutput;
import dev.tern.tensor.AttentionScores;
import dev.tern.tensor.Dropout;
import dev.tern.tensor.Gelu;
import dev.tern.tensor.LayerNorm;
import dev.tern.tensor.Linear;
import dev.tern.tensor.Precision;
import dev.tern.tensor.ResidualNorm;
import dev.tern.tensor.Sequences;
import dev.tern.tensor.Tape;
import dev.tern.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The parts of a training step of a TernaryBERT with width 312, 12 heads and feed-forward 1200 on 32 sequences of 64
 * tokens: microseconds of the forward pass, and of both, on all threads.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class KernelsBenchmark {
    private static final int BATCH = 32;
    private static final int TIME = 64;
    private static final int WIDTH = 312;
    private static final int WIDE = 1200;
    private static final int HEADS = 12;
    private static final int ROWS = BATCH * TIME;

    /** What is measured of an operation. */
    public enum Pass {
        FORWARD,
        BOTH
    }

    /** Forward alone or both. */
    @Param
    public Pass pass = Pass.FORWARD;

    private final Random random = new Random(1);
    private final Sequences sequences = new Sequences(BATCH, TIME, filled(BATCH, TIME));
    private final Tensor x = normal(ROWS, WIDTH, 1);
    private final Tensor other = normal(ROWS, WIDTH, 1);
    private final Tensor wide = normal(ROWS, WIDE, 1);
    private final Tensor weight = normal(WIDE, WIDTH, 0.02);
    private final Tensor bias = normal(1, WIDE, 0.02);
    private final Tensor gamma = normal(1, WIDTH, 1);
    private final Tensor beta = normal(1, WIDTH, 1);
    private final Tensor scores = normal(BATCH * HEADS * TIME, TIME, 1);
    private final Tensor codes = codes(ROWS, WIDTH, 127, 0.01f);
    private final Tensor ternary = codes(WIDE, WIDTH, 1, 0.02f);
    private final ActivationQuantizer quantizer = new ActivationQuantizer("place", Bits.INT8, Scheme.ASYMMETRIC);
    private final MatrixQuantizer lat = Lat.LAT.start(weight);
    private final Twn byRow = Twn.TWN.with(Granularity.PER_ROW);
    private final AdamW adamW = new AdamW(AdamW.Settings.BERT, List.of(weight), List.of());
    private final Tape tape = Tape.forTraining(1);

    private static int[] filled(int n, int value) {
        int[] all = new int[n];
        Arrays.fill(all, value);
        return all;
    }

    private Tensor normal(int rows, int columns, double deviation) {
        float[] values = new float[rows * columns];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (deviation * random.nextGaussian());
        }
        return Tensor.of(values, rows, columns).requireGradient();
    }

    private Tensor codes(int rows, int columns, int largest, float scale) {
        float[] whole = new float[rows * columns];
        for (int i = 0; i < whole.length; i++) {
            whole[i] = random.nextInt(2 * largest + 1) - largest;
        }
        return Tensor.ofCodes(whole, rows, columns, scale)
                .codesWithin(-largest, largest)
                .requireGradient();
    }

    /** Every measurement starts exact. */
    @Setup
    public void exact() {
        tape.precision(Precision.EXACT);
    }

    /** A step that is this operation alone, its result's gradient left over from the step before. */
    private float run(Supplier<Tensor> operation) {
        Tensor y = operation.get();
        float first = y.data().get(0);
        if (pass == Pass.BOTH) {
            Tensor loss = tape.allocate(1, 1);
            tape.record(() -> {
                y.startGradient();
                y.gradientMemory();
            });
            tape.backward(loss);
        }
        tape.reset();
        return first;
    }

    private float linear(Precision precision, Tensor input, Tensor matrix) {
        tape.precision(precision);
        return run(() -> Linear.apply(tape, input, matrix, bias));
    }

    /** fp32, 312 to 1200. */
    @Benchmark
    public float linearExact() {
        return linear(Precision.EXACT, x, weight);
    }

    /** bf16 where the processor has it, 312 to 1200. */
    @Benchmark
    public float linearFast() {
        return linear(Precision.FAST, x, weight);
    }

    /** Bytes times ternary, 312 to 1200; backward fp32. */
    @Benchmark
    public float linearCodes() {
        return linear(Precision.EXACT, codes, ternary);
    }

    /** Bytes times ternary, 312 to 1200; backward bf16. */
    @Benchmark
    public float linearCodesFast() {
        return linear(Precision.FAST, codes, ternary);
    }

    /** q kᵀ of 12 heads, fp32. */
    @Benchmark
    public float attentionScores() {
        return run(() -> AttentionScores.apply(tape, x, other, sequences, HEADS));
    }

    /** Softmax and product with v. */
    @Benchmark
    public float attentionOutput() {
        return run(() -> AttentionOutput.apply(tape, scores, x, sequences, HEADS, 0, null));
    }

    /** The same with dropout and probabilities rounded to bytes. */
    @Benchmark
    public float attentionOutputDroppedRounded() {
        return run(() -> AttentionOutput.apply(tape, scores, x, sequences, HEADS, 0.1, quantizer.rounding(tape)));
    }

    /** LayerNorm. */
    @Benchmark
    public float layerNorm() {
        return run(() -> LayerNorm.apply(tape, x, gamma, beta, 1e-12f));
    }

    /** LayerNorm of a sum. */
    @Benchmark
    public float residualNorm() {
        return run(() -> ResidualNorm.apply(tape, x, other, gamma, beta, 1e-12f));
    }

    /** A tenth of 2048 x 312 dropped. */
    @Benchmark
    public float dropout() {
        return run(() -> Dropout.apply(tape, x, 0.1));
    }

    /** GELU of 2048 x 1200. */
    @Benchmark
    public float gelu() {
        return run(() -> Gelu.apply(tape, wide));
    }

    /** Range and bytes of 2048 x 1200. */
    @Benchmark
    public float fakeQuantize() {
        return run(() -> quantizer.apply(tape, wide));
    }

    /** 1200 x 312, one scale. */
    @Benchmark
    public float twn() {
        return run(() -> Twn.TWN.quantize(tape, weight));
    }

    /** 1200 x 312, a scale a row. */
    @Benchmark
    public float twnByRow() {
        return run(() -> byRow.quantize(tape, weight));
    }

    /** 1200 x 312, one scale. */
    @Benchmark
    public float lat() {
        return run(() -> lat.quantize(tape, weight));
    }

    /** An update of 1200 x 312 parameters, the gradient left over from the one before. */
    @Benchmark
    public double adamW() {
        weight.startGradient();
        return adamW.step(1e-6);
    }
}
