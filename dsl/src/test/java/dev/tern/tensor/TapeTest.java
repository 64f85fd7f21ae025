package dev.tern.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Memory, records, and what a tensor shows of itself. */
class TapeTest {
    private final Random random = new Random(2);

    @Test
    void steadyStepsTakeNoMoreMemory() {
        Tensor w = random(40, 30).requireGradient();
        try (Tape tape = Tape.forTraining(1)) {
            step(tape, w, 50_000);
            long bytes = tape.bytes();
            for (int i = 0; i < 20; i++) {
                step(tape, w, 1 + random.nextInt(50_000));
                assertThat(tape.bytes()).isEqualTo(bytes);
            }
        }
    }

    private static void step(Tape tape, Tensor w, int rows) {
        Tensor x = tape.constant(rows, 30);
        Memory.zero(x.data());
        Tensor y = Gelu.apply(tape, Linear.apply(tape, x, w, null));
        tape.backward(CrossEntropy.hard(tape, SelectRows.apply(tape, y, new int[] {0}), new int[] {1}));
        tape.reset();
    }

    @Test
    void blocksNeverOverlap() {
        Arena arena = new Arena();
        List<FloatBuffer> blocks = new ArrayList<>();
        for (int i = 0; i < 2000; i++) {
            if (blocks.size() > 5 && random.nextBoolean()) {
                FloatBuffer block = blocks.remove(random.nextInt(blocks.size()));
                float mark = block.get(0);
                for (int j = 0; j < block.capacity(); j++) {
                    assertThat(block.get(j)).isEqualTo(mark);
                }
                arena.giveBack(block);
            } else {
                FloatBuffer block = arena.take(1 + random.nextInt(300));
                for (int j = 0; j < block.capacity(); j++) {
                    block.put(j, i);
                }
                blocks.add(block);
            }
        }
        assertThat(arena.capacity()).isLessThanOrEqualTo(1 << 17);
    }

    @Test
    void gradientsOfIntermediatesAreGivenBackUnlessKept() {
        Tensor x = random(3, 4).requireGradient();
        try (Tape tape = Tape.forTraining(1)) {
            Tensor lost = Gelu.apply(tape, x);
            Tensor kept = Gelu.apply(tape, lost).requireGradient();
            tape.backward(CrossEntropy.hard(tape, kept, new int[3]));
            assertThat(kept.gradient().get(0)).isNotZero();
            assertThatThrownBy(lost::gradient)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("requireGradient()");
        }
    }

    @Test
    void gradientsAddUpOverStepsUntilCleared() {
        Tensor x = random(2, 3).requireGradient();
        float once = 0;
        for (int i = 1; i <= 3; i++) {
            try (Tape tape = Tape.forTraining(1)) {
                tape.backward(CrossEntropy.hard(tape, x, new int[2]));
            }
            once = i == 1 ? x.gradient().get(0) : once;
            assertThat(x.gradient().get(0)).isCloseTo(i * once, org.assertj.core.data.Offset.offset(1e-6f));
        }
        x.clearGradient();
        assertThat(x.gradient().get(0)).isZero();
    }

    @Test
    void inferenceRecordsNothingAndDropsNothing() {
        Tensor x = random(2, 3).requireGradient();
        try (Tape tape = Tape.forInference()) {
            assertThat(Dropout.apply(tape, x, 0.5)).isSameAs(x);
            Tensor loss = CrossEntropy.hard(tape, x, new int[2]);
            assertThat(loss.needsGradient()).isFalse();
            assertThatThrownBy(() -> tape.backward(loss)).hasMessageContaining("forTraining");
        }
    }

    @Test
    void dropoutDropsItsShareAndKeepsTheMean() {
        Tensor x = Tensor.zeros(300, 1000);
        for (int i = 0; i < x.size(); i++) {
            x.data().put(i, 1);
        }
        try (Tape tape = Tape.forTraining(9)) {
            float[] y = Dropout.apply(tape, x, 0.1).toFloats();
            float[] other = Dropout.apply(tape, x, 0.1).toFloats();
            int dropped = 0;
            int both = 0;
            for (int i = 0; i < y.length; i++) {
                assertThat(y[i] == 0 || Math.abs(y[i] - 1 / 0.9f) < 1e-4f).isTrue();
                dropped += y[i] == 0 ? 1 : 0;
                both += y[i] == 0 && other[i] == 0 ? 1 : 0;
            }
            // Five standard deviations of 300000 independent draws.
            assertThat(dropped / 300_000.0).isBetween(0.1 - 0.0028, 0.1 + 0.0028);
            assertThat(both / 300_000.0).isBetween(0.01 - 0.001, 0.01 + 0.001);
        }
    }

    @Test
    void anArrayIsTheSameMemory() {
        Tensor x = random(3, 5);
        INDArray array = x.array();
        assertThat(array.shape()).containsExactly(3, 5);
        x.data().put(7, 42);
        assertThat(array.getFloat(1, 2)).isEqualTo(42);
        array.putScalar(2, 4, -1);
        assertThat(x.data().get(14)).isEqualTo(-1);
        assertThat(array.mmul(array.transpose()).add(1).std().toString()).isNotEmpty();
        assertThat(org.nd4j.linalg.ops.transforms.Transforms.softmax(array, true)
                        .sumNumber()
                        .doubleValue())
                .isCloseTo(3, org.assertj.core.data.Offset.offset(1e-5));
        INDArray real = Tensor.ofCodes(new float[] {1, -2, 3}, 1, 3, 0.5f).array();
        assertThat(real.toFloatVector()).containsExactly(0.5f, -1, 1.5f);
    }

    @Test
    void wrongShapesAreTold() {
        assertThatThrownBy(() -> Tensor.of(new float[3], 2, 2)).hasMessageContaining("2 x 2 holds 4 values, not 3");
        assertThatThrownBy(() -> Tensor.zeros(0, 2)).hasMessageContaining("0 x 2");
        try (Tape tape = Tape.forInference()) {
            Tensor x = random(2, 3);
            assertThatThrownBy(() -> Linear.apply(tape, x, random(4, 5), null)).hasMessageContaining("3 columns");
            assertThatThrownBy(() -> Add.apply(tape, x, random(3, 2))).hasMessageContaining("one shape");
            assertThatThrownBy(() -> CrossEntropy.hard(tape, x, new int[] {0, 3}))
                    .hasMessageContaining("0 to 2");
            assertThatThrownBy(() -> Dropout.apply(tape, x, 1)).hasMessageContaining("[0, 1)");
        }
        assertThatThrownBy(() -> new Sequences(1, 4, new int[] {5})).hasMessageContaining("1 to 4");
    }

    @Test
    void aFailureInAPartReachesTheCallerAndThePoolSurvives() {
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> Threads.parallel(100, 1, (from, to) -> {
                        if (from == 0) {
                            throw new IllegalStateException("part 0");
                        }
                    }))
                    .hasMessage("part 0");
            int[] seen = new int[100];
            Threads.parallel(100, 1, (from, to) -> {
                for (int j = from; j < to; j++) {
                    seen[j]++;
                }
            });
            assertThat(seen).containsOnly(1);
        }
    }

    private Tensor random(int rows, int columns) {
        float[] values = new float[rows * columns];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return Tensor.of(values, rows, columns);
    }
}
