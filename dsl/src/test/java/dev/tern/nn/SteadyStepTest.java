package dev.tern.nn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tern.SteadyHeap;
import dev.tern.datasets.pretrained.BertShape;
import dev.tern.quant.Bits;
import dev.tern.quant.Scheme;
import dev.tern.quant.Twn;
import dev.tern.tensor.AdamW;
import dev.tern.tensor.CrossEntropy;
import dev.tern.tensor.Precision;
import dev.tern.tensor.Sequences;
import dev.tern.tensor.Tape;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * A steady step allocates nothing on the heap, on no thread: an fp32 network and a ternary one with int8 activations,
 * with dropout, exact and fast, on a batch of 128 rows and on one of 1024. In a process of its own, on plain loops and
 * without escape analysis, so that what the compiler has done so far changes no count.
 */
class SteadyStepTest {
    private static final BertShape SHAPE = new BertShape(2, 32, 2, 64, 500, 32, 2);

    /** Prints for each network and precision what a step of either batch allocates, in bytes, all threads together. */
    static final class Main {
        private Main() {}

        public static void main(String[] args) {
            BertClassifier plain = BertClassifier.random(SHAPE, 2, EmbeddingTraining.TRAINED, 1);
            Quantization.Activations int8 = new Quantization.Activations(Bits.INT8, Scheme.ASYMMETRIC);
            print("fp32", plain);
            print("ternary", plain.copy(Quantization.of(plain, Twn.TWN, int8), EmbeddingTraining.TRAINED));
            print("frozen", plain.copy(Quantization.of(plain, Twn.TWN, int8), EmbeddingTraining.FROZEN));
        }

        private static void print(String name, BertClassifier network) {
            AdamW optimizer = new AdamW(
                    AdamW.Settings.BERT,
                    network.trained().stream().map(Parameter::value).toList(),
                    List.of());
            for (Precision precision : Precision.values()) {
                try (Tape tape = Tape.forTraining(1).precision(precision)) {
                    long few = step(network, optimizer, tape, batch(8, 16));
                    long many = step(network, optimizer, tape, batch(32, 32));
                    System.out.println(name + " " + precision + " " + few + " " + many);
                }
            }
        }

        private static Batch batch(int size, int time) {
            Random random = new Random(2);
            int[] lengths = new int[size];
            Arrays.fill(lengths, time);
            int[] tokens =
                    random.ints((long) size * time, 0, SHAPE.vocabulary()).toArray();
            int[] labels = random.ints(size, 0, 2).toArray();
            int[] types = new int[tokens.length];
            return new Batch(new Sequences(size, time, lengths), tokens, types, new float[0], labels, lengths);
        }

        private static long step(BertClassifier network, AdamW optimizer, Tape tape, Batch batch) {
            return SteadyHeap.least(() -> {
                var logits = network.forward(tape, batch, 0.1f).logits();
                tape.backward(CrossEntropy.hard(tape, logits, batch.labels()));
                optimizer.step(1e-4);
                tape.reset();
            });
        }
    }

    @Test
    void aStepAllocatesNothingHoweverManyRowsItHas() throws IOException, InterruptedException {
        assertThat(SteadyHeap.linesOf(Main.class))
                .hasSize(3 * Precision.values().length)
                .allSatisfy(line -> assertThat(line).endsWith(" 0 0"));
    }
}
