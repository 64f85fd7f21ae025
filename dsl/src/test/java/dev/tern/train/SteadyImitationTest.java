package dev.tern.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tern.SteadyHeap;
import dev.tern.datasets.Split;
import dev.tern.datasets.pretrained.BertShape;
import dev.tern.datasets.text.WordPiece;
import dev.tern.nn.Batch;
import dev.tern.nn.BertClassifier;
import dev.tern.nn.EmbeddingTraining;
import dev.tern.nn.Quantization;
import dev.tern.quant.Bits;
import dev.tern.quant.Scheme;
import dev.tern.quant.Twn;
import dev.tern.tensor.Precision;
import java.io.IOException;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * A step in which a student imitates allocates nothing on the heap, however many rows it has, whether the teacher is asked
 * or remembered. In a process of its own, on plain loops and without escape analysis, so that what the compiler has done
 * so far changes no count.
 */
class SteadyImitationTest {
    private static final Logits LOGITS = Logits.TERNARY_BERT;
    private static final Hidden HIDDEN = Hidden.EVERY_LAYER;
    private static final Attention ATTENTION = Attention.EVERY_LAYER;
    private static final List<Imitation> IMITATIONS = List.of(
            LOGITS.and(HIDDEN).and(ATTENTION),
            LOGITS.temperature(4)
                    .labels(.1)
                    .and(HIDDEN.regressor().from(0, 1, 2).times(.5)),
            ATTENTION.meanOfHeads().fading(4, 1).and(new Hint(1, 2)),
            LOGITS);

    /** Prints for each imitation, asking and remembering, what a step on few long rows and on many short ones allocates, in bytes. */
    static final class Main {
        private Main() {}

        public static void main(String[] args) {
            for (Imitation imitation : IMITATIONS) {
                for (long memory : new long[] {0, 1 << 26}) {
                    System.out.println(
                            step(imitation, memory, 8, 30) + " " + step(imitation, memory, 140, 6) + " " + imitation);
                }
            }
        }

        private static long step(Imitation imitation, long memory, int rows, int words) {
            BertShape shape = new BertShape(2, 32, 2, 64, 500, 32, 2);
            BertClassifier teacher = BertClassifier.random(shape, 2, EmbeddingTraining.TRAINED, 1);
            Quantization.Activations int8 = new Quantization.Activations(Bits.INT8, Scheme.ASYMMETRIC);
            BertClassifier student = teacher.copy(Quantization.of(teacher, Twn.TWN, int8), EmbeddingTraining.TRAINED);
            Examples examples = examples(rows, words);
            Course course = new Course(List.of(imitation.stage()), teacher, null, memory, null);
            Plan plan = new Plan(10, rows, 1e-4, .1, .1, 1, Precision.EXACT);
            Batch batch = examples.batch(examples.byLength(rows).get(0));
            try (Steps steps = new Steps(student, course, examples, plan)) {
                steps.start(course.stages().get(0));
                return SteadyHeap.least(() -> steps.step(batch));
            }
        }

        private static Examples examples(int rows, int words) {
            List<String> texts = new Random(3)
                    .ints(rows, 'a', 'z' + 1)
                    .mapToObj(letter -> ((char) letter + " ").repeat(words).trim())
                    .toList();
            Split split = Split.ofTexts("letters", List.of("a", "b"), texts, null, new int[rows]);
            return Examples.text(split, WordPiece.learn(texts, 100), 32);
        }
    }

    @Test
    void aStepAllocatesNothing() throws IOException, InterruptedException {
        assertThat(SteadyHeap.linesOf(Main.class))
                .hasSize(2 * IMITATIONS.size())
                .allMatch(line -> line.startsWith("0 0 "));
    }
}
