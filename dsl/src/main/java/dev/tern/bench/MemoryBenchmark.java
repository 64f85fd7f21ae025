package dev.tern.bench;

import dev.tern.Dsl;
import dev.tern.Recipe;
import dev.tern.datasets.Split;
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
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Collectors;
import jdk.jfr.Recording;

/**
 * Memory of thousands of training steps of a TernaryBERT with 2 layers, width 128, vocabulary 4000: 16 sequences whose
 * length changes from step to step, 5 to 64 tokens. Prints every 500 steps what the process has resident, what the tape
 * holds, and what a step allocated on the Java heap, all threads together, without what makes the batch. Flat columns
 * are what it should show.
 *
 * <p>The number of steps may be given; 5,000 unless it is. The argument {@code steady}, with a shape such as
 * {@code L4H312} after it or without, prints what a step on one batch, again and again, allocates on the heap, and from
 * where; {@code imitating} does the same of a step that imitates a teacher, first asked at every step, then remembered.
 * Start Java with {@code -XX:-UseTLAB} for every place, and not a sample of them. The argument {@code fits} trains
 * a fresh network (4 layers, width 256) again and again instead, 8 times, and prints what is resident after each, without
 * asking for a collection.
 */
public final class MemoryBenchmark {
    private static final BertShape SHAPE = new BertShape(2, 128, 2, 512, 4000, 64, 2);
    private static final int BATCH = 16;
    private static final int EVERY = 500;
    private static final int STEADY = 20;
    private static final long TEACHER_MEMORY = 1L << 30;

    private MemoryBenchmark() {}

    /** Prints a line every 500 steps. */
    public static void main(String[] arguments) throws IOException {
        if (List.of(arguments).contains("fits")) {
            fits();
            return;
        }
        System.out.println(Runtime.version() + ", " + Threads.count() + " threads");
        List<String> words = List.of(arguments);
        BertShape shape = words.size() > 1 ? StepBenchmark.shape(words.get(1)) : SHAPE;
        if (words.contains("steady")) {
            steady(shape);
        } else if (words.contains("imitating")) {
            imitating("A teacher asked", shape, 0);
            imitating("A teacher remembered", shape, TEACHER_MEMORY);
        } else {
            many(words.isEmpty() ? 5000 : Integer.parseInt(words.get(0)));
        }
    }

    private static void many(int steps) throws IOException {
        Random random = new Random(2);
        Steps training = new Steps(SHAPE);
        System.out.println("   steps  resident MiB  tape MiB  heap bytes a step  ms a step");
        long allocated = 0;
        long start = System.nanoTime();
        for (int step = 1; step <= steps; step++) {
            Batch batch = batch(random, 5 + random.nextInt(60));
            allocated += Allocations.during(() -> training.step(batch));
            if (step % EVERY == 0) {
                System.out.printf(
                        Locale.ROOT,
                        "%8d  %12d  %8d  %17d  %9.1f%n",
                        step,
                        resident(),
                        training.tape.bytes() >> 20,
                        allocated / EVERY,
                        (System.nanoTime() - start) * 1e-6 / EVERY);
                allocated = 0;
                start = System.nanoTime();
            }
        }
    }

    private static void steady(BertShape shape) throws IOException {
        Batch batch = batch(new Random(2), shape.positions());
        Steps training = new Steps(shape);
        steady("A step", () -> training.step(batch));
        System.out.println((training.tape.bytes() >> 20) + " MiB of the tape");
    }

    private static void imitating(String name, BertShape shape, long memory) throws IOException {
        try (ImitatingSteps training = new ImitatingSteps(shape, BATCH, memory)) {
            steady(name, training::step);
        }
    }

    /** What is left once everything is compiled and every shape was seen. */
    private static void steady(String name, Runnable step) throws IOException {
        try (Recording ready = Allocations.prepare()) {
            for (int i = 0; i < EVERY; i++) {
                step.run();
            }
            long bytes = Allocations.during(() -> {
                for (int i = 0; i < STEADY; i++) {
                    step.run();
                }
            });
            System.out.println(name + ": " + bytes / STEADY + " bytes of the heap a step\n");
            Allocations.print(STEADY, step, System.out);
        }
    }

    /** A network and what trains it. */
    private static final class Steps {
        private final Tape tape = Tape.forTraining(1);
        private final BertClassifier network;
        private final AdamW optimizer;

        Steps(BertShape shape) {
            BertClassifier plain = BertClassifier.random(shape, 2, EmbeddingTraining.TRAINED, 1);
            Quantization.Activations int8 = new Quantization.Activations(Bits.INT8, Scheme.ASYMMETRIC);
            network = plain.copy(Quantization.of(plain, Twn.TWN, int8), EmbeddingTraining.TRAINED);
            optimizer = new AdamW(
                    AdamW.Settings.BERT,
                    network.trained().stream().map(Parameter::value).toList(),
                    List.of());
        }

        void step(Batch batch) {
            tape.backward(
                    CrossEntropy.hard(tape, network.forward(tape, batch, 0.1f).logits(), batch.labels()));
            optimizer.step(1e-4);
            tape.reset();
        }
    }

    /** One fit after the other in one process, none of whose models is kept. */
    private static void fits() throws IOException {
        Random random = new Random(3);
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < 320; i++) {
            texts.add(random.ints(30, 0, 3000)
                    .mapToObj(word -> "w" + Integer.toString(word, 36))
                    .collect(Collectors.joining(" ")));
        }
        int[] labels = random.ints(texts.size(), 0, 2).toArray();
        Split data = Split.ofTexts("random words", List.of("a", "b"), texts, null, labels);
        Recipe recipe = Dsl.model(Dsl.bert().layers(4).width(256).heads(8))
                .ternarize(Dsl.TWN)
                .activations(Dsl.int8, Dsl.asymmetric)
                .epochs(1);
        System.out.println(Runtime.version() + ", " + Threads.count() + " threads");
        System.out.println("    fits  resident MiB");
        for (int fit = 1; fit <= 8; fit++) {
            recipe.seed(fit).fit(data);
            System.out.printf(Locale.ROOT, "%8d  %12d%n", fit, resident());
        }
    }

    private static Batch batch(Random random, int time) {
        int[] lengths = new int[BATCH];
        Arrays.setAll(lengths, i -> 3 + random.nextInt(time - 2));
        int[] tokens = random.ints(BATCH * time, 0, SHAPE.vocabulary()).toArray();
        int[] labels = random.ints(BATCH, 0, 2).toArray();
        return new Batch(
                new Sequences(BATCH, time, lengths), tokens, new int[tokens.length], new float[0], labels, lengths);
    }

    private static long resident() throws IOException {
        Path status = Path.of("/proc/self/status");
        if (!Files.exists(status)) {
            return 0;
        }
        return Files.readAllLines(status).stream()
                .filter(line -> line.startsWith("VmRSS"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D+", "")) / 1024)
                .findFirst()
                .orElse(0);
    }
}
