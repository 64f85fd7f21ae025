package dev.tern.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.FloatBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Memory that was handed on is lent again, and what trains on it starts from zero. */
class MemoryTest {
    @Test
    void whatWasGivenBackIsLentAgainToWhoNeedsAsMuch() {
        FloatBuffer first = Memory.lend(12_345);
        Memory.giveBack(first);
        assertThat(Memory.lend(12_346)).isNotSameAs(first);
        assertThat(Memory.lend(12_345)).isSameAs(first);
        assertThat(Memory.lend(12_345)).isNotSameAs(first);
    }

    @Test
    void aTapeGivesItsChunksToTheNext() {
        FloatBuffer chunk;
        try (Tape tape = Tape.forTraining(1)) {
            chunk = tape.allocate(1000, 1001).data();
            chunk.put(0, 42);
        }
        try (Tape tape = Tape.forTraining(1)) {
            assertThat(tape.allocate(1000, 1001).data().get(0)).isEqualTo(42);
        }
        assertThat(chunk.get(0)).isEqualTo(42);
    }

    @Test
    void anOptimizerOnUsedMemoryUpdatesAsOnNewMemory() {
        float[] fresh = trained();
        assertThat(trained()).containsExactly(fresh);
    }

    private static float[] trained() {
        Tensor parameter = Tensor.of(new float[] {1, -2, 3}, 1, 3).requireGradient();
        try (AdamW optimizer = new AdamW(AdamW.Settings.BERT, List.of(parameter), List.of())) {
            for (int step = 0; step < 3; step++) {
                parameter.gradient().put(0, new float[] {0.1f, 0.2f, -0.3f});
                optimizer.step(0.1);
            }
        }
        assertThat(parameter.hasGradient()).isFalse();
        return parameter.toFloats();
    }
}
