package dev.tern.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Without the Vector API everything still runs, says so once, and learns the same. */
class FallbackTest {
    /** Trains a small network and prints its last loss. */
    static final class Main {
        private Main() {}

        public static void main(String[] args) {
            System.out.println(loss());
        }
    }

    static float loss() {
        Random random = new Random(1);
        Tensor x = random(random, 20, 24);
        Tensor w = random(random, 24, 24).requireGradient();
        Tensor gamma = random(random, 1, 24).requireGradient();
        Tensor beta = random(random, 1, 24).requireGradient();
        Sequences sequences = new Sequences(2, 10, new int[] {10, 7});
        AdamW optimizer = new AdamW(AdamW.Settings.BERT, java.util.List.of(w), java.util.List.of(gamma, beta));
        float last = 0;
        try (Tape tape = Tape.forTraining(5)) {
            for (int step = 0; step < 5; step++) {
                Tensor h = Gelu.apply(tape, Linear.apply(tape, x, w, beta));
                Tensor p = Softmax.apply(tape, AttentionScores.apply(tape, h, h, sequences, 3));
                Tensor c = AttentionContext.apply(tape, Dropout.apply(tape, p, 0.1), h, sequences, 3);
                Tensor y = LayerNorm.apply(tape, Add.apply(tape, c, h), gamma, beta, 1e-5f);
                Tensor loss = CrossEntropy.hard(tape, y, new int[20]);
                last = loss.data().get(0);
                tape.backward(loss);
                optimizer.step(0.01);
                tape.reset();
            }
        }
        return last;
    }

    private static Tensor random(Random random, int rows, int columns) {
        float[] values = new float[rows * columns];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return Tensor.of(values, rows, columns);
    }

    @Test
    void runsOnPlainLoops() throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Main.class.getName())
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        String notice = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(notice).isZero();
        assertThat(notice.lines()).hasSize(1).allMatch(line -> line.contains("--add-modules jdk.incubator.vector"));
        assertThat(Float.parseFloat(output.strip())).isCloseTo(loss(), org.assertj.core.data.Offset.offset(1e-4f));
    }
}
