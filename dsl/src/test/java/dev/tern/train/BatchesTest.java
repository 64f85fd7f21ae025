package dev.tern.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tern.datasets.Split;
import dev.tern.datasets.text.WordPiece;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Batches of texts of like length: every text once an epoch, little padding, told in the history. */
class BatchesTest {
    private static final int ROWS = 700;

    private final Examples examples = examples();

    private static Examples examples() {
        Random random = new Random(3);
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < ROWS; i++) {
            texts.add("word ".repeat(1 + random.nextInt(60)).trim());
        }
        Split split = Split.ofTexts("texts", List.of("a", "b"), texts, null, new int[ROWS]);
        return Examples.text(split, WordPiece.learn(texts, 40), 64);
    }

    @Test
    void anEpochHoldsEveryTextOnce() {
        for (int batch : new int[] {1, 7, 32, ROWS + 1}) {
            int[] rows = examples.shuffled(batch, new Random(batch)).stream()
                    .flatMapToInt(Arrays::stream)
                    .sorted()
                    .toArray();
            assertThat(rows)
                    .containsExactly(java.util.stream.IntStream.range(0, ROWS).toArray());
        }
    }

    @Test
    void theOrderFollowsFromTheSeedAndChangesEveryEpoch() {
        Random first = new Random(5);
        List<int[]> epoch = examples.shuffled(32, first);
        assertThat(Arrays.deepEquals(examples.shuffled(32, new Random(5)).toArray(), epoch.toArray()))
                .isTrue();
        assertThat(Arrays.deepEquals(examples.shuffled(32, first).toArray(), epoch.toArray()))
                .isFalse();
    }

    @Test
    void theHistoryCountsPaddingAndWhatWasSaved() {
        List<int[]> batches = examples.shuffled(32, new Random(1));
        long tokens = 0;
        long computed = 0;
        for (int[] rows : batches) {
            var batch = examples.batch(rows);
            tokens += Arrays.stream(batch.layout().lengths()).sum();
            computed += batch.layout().rows();
        }
        History.Positions all = examples.positions(batches);
        assertThat(all).isEqualTo(new History.Positions(tokens, computed, (long) ROWS * examples.longest()));
        assertThat(all.padding()).isBetween(0.0, 0.1);
        assertThat(all.saved()).isGreaterThan(0.4);
        assertThat(History.Positions.NONE.padding() + History.Positions.NONE.saved())
                .isZero();
    }
}
