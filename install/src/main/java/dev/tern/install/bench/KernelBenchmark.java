package dev.tern.install.bench;

import dev.tern.install.client.KernelSession;
import dev.tern.kernel.wire.Message;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import jdk.jshell.JShell;
import jdk.jshell.SnippetEvent;

/**
 * Measures what the kernel adds to JShell, in alternating rounds of one run: {@code 1+1} over the sockets against
 * JShell's own {@code eval} inside this process without any library (its own second process takes 200 ms: every message
 * waits for a delayed acknowledgement), and two numeric loops in a cell, whose classes carry the checks
 * of the interrupt, against the same loops in JShell, whose classes do not.
 *
 * <p>Run it with {@code java -cp "install/target/tern/lib/*" dev.tern.install.bench.KernelBenchmark [ROUNDS]}.
 */
public final class KernelBenchmark {
    // With Tern's class path JShell alone takes ten times as long: it opens every jar for each evaluation.
    private static final String EMPTY_CLASS_PATH = "";
    private static final int DEFAULT_ROUNDS = 15;
    private static final int EVALUATIONS = 20;
    private static final String LOOPS = """
            float[] x = new float[4096], y = new float[4096];
            void axpy() { for (int i = 0; i < x.length; i++) { y[i] += 0.5f * x[i]; } }
            int collatz() {
                int steps = 0;
                for (int n = 1; n < 4000; n++) {
                    for (long m = n; m != 1; m = (m & 1) == 0 ? m / 2 : 3 * m + 1) { steps++; }
                }
                return steps;
            }
            long axpyNanoseconds() {
                long start = System.nanoTime();
                for (int i = 0; i < 50_000; i++) { axpy(); }
                return System.nanoTime() - start;
            }
            long collatzNanoseconds() {
                long start = System.nanoTime();
                for (int i = 0; i < 40; i++) { collatz(); }
                return System.nanoTime() - start;
            }""";

    private final KernelSession kernel;
    private final JShell shell;

    private KernelBenchmark(KernelSession kernel, JShell shell) {
        this.kernel = kernel;
        this.shell = shell;
    }

    /**
     * @param args the number of rounds; 15 when missing
     */
    public static void main(String[] args) throws IOException {
        int rounds = args.length == 0 ? DEFAULT_ROUNDS : Integer.parseInt(args[0]);
        String classPath = System.setProperty("java.class.path", EMPTY_CLASS_PATH);
        try (JShell shell = JShell.builder().executionEngine("local").build()) {
            System.setProperty("java.class.path", classPath);
            try (KernelSession kernel = KernelSession.start(Path.of("."))) {
                new KernelBenchmark(kernel, shell).run(rounds);
            }
        }
    }

    private void run(int rounds) {
        kernel.execute(LOOPS, message -> {});
        String rest = LOOPS;
        while (!rest.isBlank()) {
            var piece = shell.sourceCodeAnalysis().analyzeCompletion(rest);
            shell.eval(piece.source());
            rest = piece.remaining();
        }
        List<double[]> onePlusOne = new ArrayList<>();
        List<double[]> axpy = new ArrayList<>();
        List<double[]> collatz = new ArrayList<>();
        for (int round = -2; round < rounds; round++) {
            double[] first = milliseconds("1+1");
            double[] second = {kernelValue("axpyNanoseconds()"), shellValue("axpyNanoseconds()")};
            double[] third = {kernelValue("collatzNanoseconds()"), shellValue("collatzNanoseconds()")};
            if (round >= 0) {
                onePlusOne.add(first);
                axpy.add(second);
                collatz.add(third);
            }
        }
        System.out.printf(Locale.ROOT, "%d rounds, Java %s%n", rounds, Runtime.version());
        System.out.printf("%-34s %14s %14s %8s%n", "median (best)", "kernel", "JShell", "ratio");
        print("1+1 to idle, ms", onePlusOne);
        print("vectorizable loop in a cell, ms", axpy);
        print("branching loop in a cell, ms", collatz);
    }

    /**
     * Milliseconds of the kernel and of JShell, evaluation by evaluation in turn: what runs again and again finds its
     * code and data in the processor's caches, and nobody types so fast.
     */
    private double[] milliseconds(String code) {
        double[] ours = new double[EVALUATIONS];
        double[] theirs = new double[EVALUATIONS];
        for (int i = 0; i < EVALUATIONS; i++) {
            long start = System.nanoTime();
            kernel.execute(code, message -> {});
            ours[i] = (System.nanoTime() - start) / 1e6;
            start = System.nanoTime();
            List<SnippetEvent> events = shell.eval(code);
            theirs[i] = (System.nanoTime() - start) / 1e6;
            // As the kernel does it: every variable that stays makes every later compilation slower.
            shell.drop(events.get(0).snippet());
        }
        return new double[] {median(ours), median(theirs)};
    }

    private double kernelValue(String code) {
        String[] value = {""};
        kernel.execute(code, message -> value[0] = plainText(message));
        return Double.parseDouble(value[0]) / 1e6;
    }

    private double shellValue(String code) {
        return Double.parseDouble(shell.eval(code).get(0).value()) / 1e6;
    }

    private static String plainText(Message result) {
        return result.content().getAsJsonObject("data").get("text/plain").getAsString();
    }

    private static void print(String what, List<double[]> rounds) {
        double[] ours = rounds.stream().mapToDouble(each -> each[0]).toArray();
        double[] theirs = rounds.stream().mapToDouble(each -> each[1]).toArray();
        System.out.printf(
                Locale.ROOT,
                "%-34s %6.1f (%5.1f) %6.1f (%5.1f) %4.2f (%4.2f)%n",
                what,
                median(ours),
                best(ours),
                median(theirs),
                best(theirs),
                median(ours) / median(theirs),
                best(ours) / best(theirs));
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    private static double best(double[] values) {
        return Arrays.stream(values).min().orElseThrow();
    }
}
