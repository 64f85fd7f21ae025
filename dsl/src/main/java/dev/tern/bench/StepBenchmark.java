package dev.tern.bench;

import com.sun.management.OperatingSystemMXBean;
import dev.tern.datasets.pretrained.BertShape;
import dev.tern.nn.Batch;
import dev.tern.nn.BertClassifier;
import dev.tern.nn.EmbeddingTraining;
import dev.tern.nn.Parameter;
import dev.tern.nn.Quantization;
import dev.tern.onednn.Numbers;
import dev.tern.quant.Bits;
import dev.tern.quant.Scheme;
import dev.tern.quant.Twn;
import dev.tern.tensor.AdamW;
import dev.tern.tensor.CrossEntropy;
import dev.tern.tensor.Precision;
import dev.tern.tensor.Profile;
import dev.tern.tensor.Sequences;
import dev.tern.tensor.Tape;
import dev.tern.tensor.Threads;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.LongSupplier;

/**
 * Time of a training step of a BERT, 32 sequences of 64 tokens, vocabulary 8000, AdamW, no dropout, embeddings trained:
 * full precision and quantized as TernaryBERT, exact and fast. Beside it, turn by turn, the same in PyTorch, eager and
 * under bf16 autocast, if the environment variable TERN_PYTHON names a Python that has it.
 *
 * <p>Arguments, in any order: {@code L4H312}, {@code L2H128}, {@code L6H384} (one or more; the first unless told),
 * {@code contended} (a process that never rests takes a core from both), {@code profile} (where our time goes),
 * {@code roofline} (the same against the machine's limits, as Markdown), a name that ends in {@code .py} (the script for PyTorch), a name that ends in {@code .json} (where results go). The
 * properties {@code tern.bench.rounds} and {@code tern.bench.steps} say how much is measured.
 */
public final class StepBenchmark {
    private static final Map<String, BertShape> SHAPES = shapes();
    private static final BertShape SHAPE = shape("L4H312");
    private static final int BATCH = 32;
    private static final int TIME = 64;
    private static final int ROUNDS = Integer.getInteger("tern.bench.rounds", 4);
    private static final int STEPS = Integer.getInteger("tern.bench.steps", 6);
    private static final OperatingSystemMXBean SYSTEM =
            ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

    private StepBenchmark() {}

    private static Map<String, BertShape> shapes() {
        Map<String, BertShape> shapes = new LinkedHashMap<>();
        shapes.put("L4H312", new BertShape(4, 312, 12, 1200, 8000, TIME, 2));
        shapes.put("L2H128", new BertShape(2, 128, 2, 512, 8000, TIME, 2));
        shapes.put("L6H384", new BertShape(6, 384, 12, 1536, 8000, TIME, 2));
        return shapes;
    }

    /** The shape of this name. */
    static BertShape shape(String name) {
        BertShape shape = SHAPES.get(name);
        if (shape == null) {
            throw new IllegalArgumentException("There is no shape " + name + ", only " + SHAPES.keySet() + ".");
        }
        return shape;
    }

    /** Prints best and median milliseconds a step of each side. */
    public static void main(String[] arguments) throws IOException {
        List<String> words = List.of(arguments);
        List<String> chosen = words.stream().filter(SHAPES::containsKey).toList();
        String script =
                words.stream().filter(w -> w.endsWith(".py")).findFirst().orElse("dsl/src/bench/torch_step.py");
        StepReport report = new StepReport();
        List<BusyProcess> busy = new ArrayList<>();
        if (words.contains("contended")) {
            busy.add(BusyProcess.start());
        }
        try {
            for (String name : chosen.isEmpty() ? List.of("L4H312") : chosen) {
                measure(name + (busy.isEmpty() ? "" : " contended"), shape(name), script, words, report);
            }
        } finally {
            busy.forEach(BusyProcess::close);
        }
        report.print(System.out);
        for (String file : words) {
            if (file.endsWith(".json")) {
                report.write(Path.of(file));
            }
        }
    }

    private static void measure(String name, BertShape shape, String script, List<String> words, StepReport report)
            throws IOException {
        Quantization ternary = Quantization.of(
                network(shape, Quantization.none()),
                Twn.TWN,
                new Quantization.Activations(Bits.INT8, Scheme.ASYMMETRIC));
        Map<String, Side> sides = new LinkedHashMap<>();
        for (Precision precision : Precision.values()) {
            sides.put("Tern fp32 " + precision, new Side(shape, Quantization.none(), precision));
            sides.put("Tern QAT " + precision, new Side(shape, ternary, precision));
        }
        String python = System.getenv("TERN_PYTHON");
        for (int round = 0; round <= ROUNDS; round++) {
            for (Map.Entry<String, Side> side : sides.entrySet()) {
                List<StepReport.Step> times = side.getValue().timed(STEPS);
                if (round > 0) {
                    report.add(name, side.getKey(), times);
                }
            }
            if (round > 0 && python != null) {
                TorchSteps.run(python, script, shape, STEPS).forEach((side, times) -> report.add(name, side, times));
            }
        }
        if (words.contains("profile")) {
            sides.forEach((side, network) -> report.profile(name, side, network.profile(STEPS, System::nanoTime)));
        }
        if (words.contains("roofline")) {
            roofline(name, shape, sides);
        }
    }

    /** Parts of the step against the machine's limits, as Markdown; one thread, so that its processor time is all. */
    private static void roofline(String name, BertShape shape, Map<String, Side> sides) {
        int threads = Threads.count();
        Threads.use(1);
        Limits limits = Limits.measured();
        System.out.println("# " + name + ", " + BATCH + " x " + TIME + " tokens\n");
        System.out.println(StepReport.machine().replace(threads + " threads", "1 thread") + "\n");
        Roofline.print(limits, System.out);
        Roofline roofline = new Roofline(limits, shape, BATCH, TIME);
        sides.forEach((side, network) -> {
            Map<String, Double> parts = network.profile(4 * STEPS, () -> Math.round(1e9 * Limits.seconds()));
            boolean isFast = side.endsWith(Precision.FAST.toString());
            Numbers real = isFast ? Numbers.BF16 : Numbers.F32;
            roofline.print(side, parts, side.contains("QAT") ? Numbers.U8 : real, real, System.out);
        });
        Threads.use(threads);
    }

    static BertClassifier network(Quantization quantization) {
        return network(SHAPE, quantization);
    }

    private static BertClassifier network(BertShape shape, Quantization quantization) {
        return BertClassifier.random(shape, 2, EmbeddingTraining.TRAINED, 1)
                .copy(quantization, EmbeddingTraining.TRAINED);
    }

    /** A network, its optimizer and the one batch it is trained on. */
    static final class Side {
        private final BertClassifier network;
        private final AdamW optimizer;
        private final Tape tape;
        private final Batch batch;

        Side(Quantization quantization) {
            this(SHAPE, quantization, Precision.EXACT);
        }

        private Side(BertShape shape, Quantization quantization, Precision precision) {
            tape = Tape.forTraining(1).precision(precision);
            network = network(shape, quantization);
            optimizer = new AdamW(
                    AdamW.Settings.BERT,
                    network.trained().stream().map(Parameter::value).toList(),
                    List.of());
            Random random = new Random(2);
            int[] lengths = new int[BATCH];
            Arrays.fill(lengths, TIME);
            int[] tokens = random.ints(BATCH * TIME, 0, shape.vocabulary()).toArray();
            int[] labels = random.ints(BATCH, 0, 2).toArray();
            batch = new Batch(
                    new Sequences(BATCH, TIME, lengths), tokens, new int[tokens.length], new float[0], labels, lengths);
        }

        /** Milliseconds of each step by the clock. */
        List<Double> steps(int count) {
            return timed(count).stream().map(StepReport.Step::clock).toList();
        }

        private List<StepReport.Step> timed(int count) {
            List<StepReport.Step> times = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                long start = System.nanoTime();
                long processor = SYSTEM.getProcessCpuTime();
                gradients();
                optimizer.step(1e-4);
                tape.reset();
                times.add(new StepReport.Step(
                        (System.nanoTime() - start) * 1e-6, (SYSTEM.getProcessCpuTime() - processor) * 1e-6));
            }
            return times;
        }

        private void gradients() {
            tape.backward(
                    CrossEntropy.hard(tape, network.forward(tape, batch, 0).logits(), batch.labels()));
        }

        /** Milliseconds a step by part, from the quickest of {@code count} steps. */
        private Map<String, Double> profile(int count, LongSupplier clock) {
            Map<String, Double> best = new LinkedHashMap<>();
            double quickest = Double.MAX_VALUE;
            for (int i = 0; i < count; i++) {
                Profile profile = new Profile(clock);
                tape.profile(profile);
                profile.start();
                gradients();
                optimizer.step(1e-4);
                profile.mark("AdamW");
                tape.profile(null);
                tape.reset();
                double total = profile.seconds().values().stream()
                        .mapToDouble(Double::doubleValue)
                        .sum();
                if (total < quickest) {
                    quickest = total;
                    best = new LinkedHashMap<>(profile.seconds());
                }
            }
            best.replaceAll((part, seconds) -> 1e3 * seconds);
            return best;
        }
    }

    static double median(List<Double> times) {
        return StepReport.median(times);
    }
}
