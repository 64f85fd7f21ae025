package dev.tern;

import dev.tern.datasets.Dataset;
import dev.tern.datasets.Split;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** A task a tiny network learns in a second: a sentence is warm if it holds more warm words than cold ones. */
final class Toy {
    private static final List<String> WARM = List.of("sun", "fire", "summer", "desert", "stove");
    private static final List<String> COLD = List.of("ice", "snow", "winter", "glacier", "fridge");
    private static final List<String> FILLER = List.of("the", "a", "house", "with", "and", "near", "old", "road");

    private Toy() {}

    static Dataset data() {
        return Dataset.of("toy", "warm or cold", "made here", split("toy.train", 320, 1), split("toy.test", 100, 2));
    }

    static Split split(String name, int rows, long seed) {
        Random random = new Random(seed);
        List<String> texts = new ArrayList<>();
        int[] labels = new int[rows];
        for (int i = 0; i < rows; i++) {
            labels[i] = random.nextInt(2);
            List<String> words = new ArrayList<>();
            int count = 2 + random.nextInt(6);
            for (int w = 0; w < count; w++) {
                words.add(pick(FILLER, random));
            }
            words.add(random.nextInt(words.size()), pick(labels[i] == 1 ? WARM : COLD, random));
            texts.add(String.join(" ", words));
        }
        return Split.ofTexts(name, List.of("cold", "warm"), texts, null, labels);
    }

    private static String pick(List<String> words, Random random) {
        return words.get(random.nextInt(words.size()));
    }

    /** A teacher of two layers and width 32. */
    static Model teacher() {
        return Holder.TEACHER;
    }

    static Recipe teacherRecipe() {
        return Dsl.model(Dsl.bert().layers(2).width(32).heads(2).vocabulary(200))
                .epochs(6)
                .batch(16)
                .learningRate(2e-3)
                .tokens(16);
    }

    /** A ternary student with int8 activations, distilled from {@link #teacher()}. */
    static Model student() {
        return Holder.STUDENT;
    }

    static Recipe studentRecipe() {
        return Dsl.model()
                .ternarize(Dsl.TWN)
                .distillFrom(teacher())
                .activations(Dsl.int8, Dsl.asymmetric)
                .epochs(6)
                .batch(16)
                .learningRate(2e-3);
    }

    private static final class Holder {
        static final Model TEACHER = teacherRecipe().fit(data());
        static final Model STUDENT = Dsl.model()
                .ternarize(Dsl.TWN)
                .distillFrom(TEACHER)
                .activations(Dsl.int8, Dsl.asymmetric)
                .epochs(6)
                .batch(16)
                .learningRate(2e-3)
                .fit(data());
    }
}
