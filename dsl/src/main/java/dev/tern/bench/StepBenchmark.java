package dev.tern.bench;

import dev.tern.datasets.pretrained.BertShape;
import dev.tern.nn.Batch;
import dev.tern.nn.BertClassifier;
import dev.tern.nn.EmbeddingTraining;
import dev.tern.nn.Parameter;
import dev.tern.nn.Quantization;
import dev.tern.quant.Bits;
import dev.tern.quant.Scheme;
import dev.tern.quant.Twn;
import dev.tern.tensor.AdamW;
import dev.tern.tensor.CrossEntropy;
import dev.tern.tensor.Sequences;
import dev.tern.tensor.Tape;
import dev.tern.tensor.Threads;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/**
 * Time of a training step of a BERT with 4 layers, width 312, 12 heads, feed-forward 1200, vocabulary 8000: 32 sequences
 * of 64 tokens, AdamW, no dropout, embeddings trained; full precision and quantized as TernaryBERT. Beside it, turn by
 * turn, the same in PyTorch, if the environment variable TERN_PYTHON names a Python that has it.
 */
public final class StepBenchmark {
    private static final BertShape SHAPE = new BertShape(4, 312, 12, 1200, 8000, 64, 2);
    private static final int BATCH = 32;
    private static final int TIME = 64;
    private static final int ROUNDS = 5;
    private static final int STEPS = 8;

    private StepBenchmark() {}

    /** Prints best and median milliseconds a step of each side. */
    public static void main(String[] arguments) throws IOException {
        Side full = new Side(Quantization.none());
        Side quantized = new Side(Quantization.of(
                network(Quantization.none()), Twn.TWN, new Quantization.Activations(Bits.INT8, Scheme.ASYMMETRIC)));
        String python = System.getenv("TERN_PYTHON");
        List<Double> fullTimes = new ArrayList<>();
        List<Double> quantizedTimes = new ArrayList<>();
        List<Double> torchFull = new ArrayList<>();
        List<Double> torchQuantized = new ArrayList<>();
        for (int round = 0; round <= ROUNDS; round++) {
            List<Double> a = full.steps(STEPS);
            List<Double> b = quantized.steps(STEPS);
            if (round > 0) {
                fullTimes.addAll(a);
                quantizedTimes.addAll(b);
                if (python != null) {
                    torch(
                            python,
                            arguments.length > 0 ? arguments[0] : "dsl/src/bench/torch_step.py",
                            torchFull,
                            torchQuantized);
                }
            }
        }
        System.out.println(Runtime.version() + ", " + Threads.count() + " threads");
        print("Tern fp32", fullTimes);
        print("Tern QAT", quantizedTimes);
        if (python == null) {
            System.out.println("PyTorch: skipped, TERN_PYTHON names no Python");
        } else {
            print("PyTorch fp32", torchFull);
            print("PyTorch QAT", torchQuantized);
            System.out.printf(
                    Locale.ROOT,
                    "Tern QAT / PyTorch fp32: %.2f best, %.2f median%n",
                    best(quantizedTimes) / best(torchFull),
                    median(quantizedTimes) / median(torchFull));
        }
        System.out.println("peak resident memory " + peakMemory());
    }

    static BertClassifier network(Quantization quantization) {
        return BertClassifier.random(SHAPE, 2, EmbeddingTraining.TRAINED, 1)
                .copy(quantization, EmbeddingTraining.TRAINED);
    }

    /** A network, its optimizer and the one batch it is trained on. */
    static final class Side {
        private final BertClassifier network;
        private final AdamW optimizer;
        private final Tape tape = Tape.forTraining(1);
        private final Batch batch;

        Side(Quantization quantization) {
            network = network(quantization);
            optimizer = new AdamW(
                    AdamW.Settings.BERT,
                    network.trained().stream().map(Parameter::value).toList(),
                    List.of());
            Random random = new Random(2);
            int[] lengths = new int[BATCH];
            Arrays.fill(lengths, TIME);
            int[] tokens = random.ints(BATCH * TIME, 0, SHAPE.vocabulary()).toArray();
            int[] labels = random.ints(BATCH, 0, 2).toArray();
            batch = new Batch(
                    new Sequences(BATCH, TIME, lengths), tokens, new int[tokens.length], new float[0], labels, lengths);
        }

        List<Double> steps(int count) {
            List<Double> times = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                long start = System.nanoTime();
                tape.backward(
                        CrossEntropy.hard(tape, network.forward(tape, batch, 0).logits(), batch.labels()));
                optimizer.step(1e-4);
                tape.reset();
                times.add((System.nanoTime() - start) * 1e-6);
            }
            return times;
        }
    }

    /** Runs the script, which prints "fp32 MS" and "qat MS" a line a step. */
    private static void torch(String python, String script, List<Double> full, List<Double> quantized)
            throws IOException {
        Process process = new ProcessBuilder(python, script, String.valueOf(STEPS))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String[] words = line.split(" ");
                (words[0].equals("fp32") ? full : quantized).add(Double.parseDouble(words[1]));
            }
        }
    }

    private static void print(String name, List<Double> times) {
        System.out.printf(Locale.ROOT, "%-13s best %6.1f ms   median %6.1f ms%n", name, best(times), median(times));
    }

    private static double best(List<Double> times) {
        return times.stream().mapToDouble(Double::doubleValue).min().orElse(Double.NaN);
    }

    static double median(List<Double> times) {
        double[] sorted =
                times.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        return sorted.length == 0 ? Double.NaN : sorted[sorted.length / 2];
    }

    private static String peakMemory() throws IOException {
        Path status = Path.of("/proc/self/status");
        if (!Files.exists(status)) {
            return "not known on this system";
        }
        return Files.readAllLines(status).stream()
                .filter(line -> line.startsWith("VmHWM"))
                .findFirst()
                .map(line -> line.replaceAll("\\D+", ""))
                .map(kib -> Long.parseLong(kib) / 1024 + " MiB")
                .orElse("unknown");
    }
}
