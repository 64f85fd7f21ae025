package dev.tern.bench;

import dev.tern.Dsl;
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
import dev.tern.train.Course;
import dev.tern.train.Examples;
import dev.tern.train.Plan;
import dev.tern.train.Stage;
import dev.tern.train.Steps;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;

/** Steps on one batch in which a TernaryBERT imitates its teacher's logits, hidden states and attention scores. */
final class ImitatingSteps implements AutoCloseable {
    private static final int EPOCHS = 10_000;

    private final Steps steps;
    private final Batch batch;

    /** @param memory for what the teacher said, in bytes; 0 asks it at every step */
    ImitatingSteps(BertShape shape, int rows, long memory) {
        BertClassifier teacher = BertClassifier.random(shape, 2, EmbeddingTraining.TRAINED, 1);
        Quantization.Activations int8 = new Quantization.Activations(Bits.INT8, Scheme.ASYMMETRIC);
        BertClassifier student = teacher.copy(Quantization.of(teacher, Twn.TWN, int8), EmbeddingTraining.TRAINED);
        Stage stage = Dsl.logits.and(Dsl.hidden).and(Dsl.attention).stage();
        Examples examples = examples(rows, shape.positions());
        Course course = new Course(List.of(stage), teacher, null, memory, null);
        steps = new Steps(student, course, examples, new Plan(EPOCHS, rows, 1e-4, .1, .1, 1, Precision.EXACT));
        steps.start(stage);
        batch = examples.batch(examples.byLength(rows).get(0));
    }

    private static Examples examples(int rows, int time) {
        Random random = new Random(2);
        List<String> texts = random.ints(rows, 1, time - 1)
                .mapToObj(words -> random.ints(words, 'a', 'z' + 1)
                        .mapToObj(letter -> "" + (char) letter)
                        .collect(Collectors.joining(" ")))
                .toList();
        Split split = Split.ofTexts("letters", List.of("a", "b"), texts, null, new int[rows]);
        return Examples.text(split, WordPiece.learn(texts, 100), time);
    }

    void step() {
        steps.step(batch);
    }

    @Override
    public void close() {
        steps.close();
    }
}
