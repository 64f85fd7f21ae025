package dev.tern;

import static dev.tern.Dsl.TWN;
import static dev.tern.Dsl.bert;
import static dev.tern.Dsl.model;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tern.datasets.Split;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Distillation beats the labels for ternary students where the teacher knows more than they tell: a fifth of the
 * student's training rows is labelled wrongly. (Where all labels are right, this task is learned about equally well
 * both ways.) A sentence is warm if it holds more of one kind of word than of the other.
 */
class WrongLabelsTest {
    private static final int WORDS = 20;

    private static Split split(String name, int rows, long seed, double wrong) {
        Random random = new Random(seed);
        Random mistakes = new Random(3);
        List<String> texts = new ArrayList<>();
        int[] labels = new int[rows];
        for (int i = 0; i < rows; i++) {
            int warm = random.nextInt(5);
            int cold = random.nextInt(5);
            while (warm == cold) {
                cold = random.nextInt(5);
            }
            List<String> words = new ArrayList<>();
            add(words, warm, "w", random);
            add(words, cold, "c", random);
            add(words, 3, "f", random);
            Collections.shuffle(words, random);
            texts.add(String.join(" ", words));
            boolean isWrong = mistakes.nextDouble() < wrong;
            labels[i] = warm > cold != isWrong ? 1 : 0;
        }
        return Split.ofTexts(name, List.of("cold", "warm"), texts, null, labels);
    }

    private static void add(List<String> words, int count, String kind, Random random) {
        for (int i = 0; i < count; i++) {
            words.add(kind + (char) ('a' + random.nextInt(WORDS)));
        }
    }

    @Test
    void theTeacherBeatsTheLabelsOverFiveSeeds() {
        Split test = split("test", 1000, 2, 0);
        Split wrong = split("wrong", 400, 1, 0.2);
        Model teacher = model(bert().layers(2).width(32).heads(2).vocabulary(200))
                .epochs(15)
                .batch(16)
                .learningRate(2e-3)
                .tokens(16)
                .fit(split("right", 400, 1, 0));
        double margin = 0;
        for (int seed = 1; seed <= 5; seed++) {
            Recipe fromTeacher = model(teacher)
                    .ternarize(TWN)
                    .dropout(0)
                    .epochs(3)
                    .batch(16)
                    .learningRate(2e-3)
                    .seed(seed);
            double labels = fromTeacher.fit(wrong).accuracy(test);
            double imitated = fromTeacher.distillFrom(teacher).fit(wrong).accuracy(test);
            assertThat(imitated).as("seed %d", seed).isGreaterThan(labels);
            margin += (imitated - labels) / 5;
        }
        assertThat(margin).isGreaterThan(0.02);
    }
}
