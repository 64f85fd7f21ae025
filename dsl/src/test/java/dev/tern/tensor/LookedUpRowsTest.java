package dev.tern.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A gradient kept by row against the whole one, bit for bit. */
class LookedUpRowsTest {
    private static final int ROWS = 700;
    private static final int WIDTH = 24;

    private static float[] values(Random random, int size) {
        float[] values = new float[size];
        for (int i = 0; i < size; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }

    @Test
    void everyIdFindsItsRowAndEveryRowIsThereOnce() {
        int[] ids = new Random(1).ints(500, 0, ROWS).toArray();
        Tensor table = Tensor.of(values(new Random(2), ROWS * WIDTH), ROWS, WIDTH);
        try (Tape tape = Tape.forInference()) {
            LookedUpRows rows = LookedUpRows.of(tape, ids, ROWS);
            assertThat(rows.count())
                    .isEqualTo((int) Arrays.stream(ids).distinct().count());
            Tensor selected = rows.select(tape, table);
            for (int i = 0; i < ids.length; i++) {
                for (int column = 0; column < WIDTH; column++) {
                    assertThat(selected.data().get(rows.places()[i] * WIDTH + column))
                            .isEqualTo(table.data().get(ids[i] * WIDTH + column));
                }
            }
            assertThatThrownBy(() -> LookedUpRows.of(tape, new int[] {ROWS}, ROWS))
                    .isInstanceOf(IndexOutOfBoundsException.class);
        }
    }

    @Test
    void twentyUpdatesAreThoseOfTheWholeGradient() {
        float[] start = values(new Random(3), ROWS * WIDTH);
        Tensor byRow = Tensor.of(start, ROWS, WIDTH).requireGradient();
        Tensor whole = Tensor.of(start, ROWS, WIDTH).requireGradient();
        try (AdamW first = new AdamW(AdamW.Settings.BERT, List.of(byRow), List.of());
                AdamW second = new AdamW(AdamW.Settings.BERT, List.of(whole), List.of());
                Tape tape = Tape.forTraining(1)) {
            Random random = new Random(4);
            for (int step = 0; step < 20; step++) {
                // Steps differ in how many rows they touch; one touches one.
                int[] ids = random.ints(step == 7 ? 1 : 1 + random.nextInt(400), 0, ROWS)
                        .toArray();
                float[] upstream = values(random, ids.length * WIDTH);
                LookedUpRows rows = LookedUpRows.of(tape, ids, ROWS);
                backward(tape, SelectRows.apply(tape, rows.select(tape, byRow), rows.places()), upstream);
                backward(tape, SelectRows.apply(tape, whole, ids), upstream);
                assertThat(first.step(0.01)).isEqualTo(second.step(0.01));
                assertThat(byRow.toFloats()).isEqualTo(whole.toFloats());
            }
        }
    }

    @Test
    void whoeverAsksForTheWholeGradientGetsIt() {
        Tensor table = Tensor.zeros(ROWS, WIDTH).requireGradient();
        float[] once = values(new Random(5), 3 * WIDTH);
        try (Tape tape = Tape.forTraining(1)) {
            // Two uses of one table in a step add up.
            for (int use = 1; use <= 2; use++) {
                LookedUpRows rows = LookedUpRows.of(tape, new int[] {5, 699, 0}, ROWS);
                backward(tape, SelectRows.apply(tape, rows.select(tape, table), rows.places()), once);
            }
        }
        for (int i = 0; i < ROWS; i++) {
            int use = i == 5 ? 0 : i == 699 ? 1 : 2;
            for (int column = 0; column < WIDTH; column++) {
                float expected = use == 2 && i != 0 ? 0 : 2 * once[use * WIDTH + column];
                assertThat(table.gradient().get(i * WIDTH + column)).isEqualTo(expected);
            }
        }
    }

    private static void backward(Tape tape, Tensor y, float[] upstream) {
        Tensor loss = tape.allocate(1, 1);
        tape.record(() -> {
            y.startGradient();
            y.gradientMemory().put(0, upstream);
        });
        tape.backward(loss);
        tape.reset();
    }
}
