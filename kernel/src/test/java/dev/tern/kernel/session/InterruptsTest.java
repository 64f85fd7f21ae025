package dev.tern.kernel.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class InterruptsTest {
    private static Interrupts nobodyRuns() {
        return new Interrupts(() -> null, () -> null, (cell, line) -> {});
    }

    @Test
    void oneThatComesBeforeTheCellIsMeantForIt() {
        Interrupts interrupts = nobodyRuns();
        interrupts.listen();
        assertThat(interrupts.cameMeanwhile()).isFalse();
        interrupts.interrupt();
        assertThat(interrupts.cameMeanwhile()).isTrue();
    }

    @Test
    void theNextRequestHearsOnlyWhatComesAfterIt() {
        Interrupts interrupts = nobodyRuns();
        interrupts.listen();
        interrupts.interrupt();
        interrupts.listen();
        assertThat(interrupts.cameMeanwhile()).isFalse();
    }

    @Test
    void aThreadThatNeverListenedIsNotMeant() {
        Interrupts interrupts = nobodyRuns();
        interrupts.listen();
        interrupts.interrupt();
        assertThat(CompletableFuture.supplyAsync(interrupts::cameMeanwhile).join())
                .isFalse();
    }

    /** A cell that gets its instance just now has yet to look at the count: it must find the interrupt there. */
    @Test
    void isCountedBeforeItIsAskedWhoRuns() {
        AtomicReference<Interrupts> interrupts = new AtomicReference<>(nobodyRuns());
        AtomicBoolean counted = new AtomicBoolean();
        interrupts.set(new Interrupts(
                () -> {
                    counted.set(interrupts.get().cameMeanwhile());
                    return null;
                },
                () -> null,
                (cell, line) -> {}));
        interrupts.get().listen();
        interrupts.get().interrupt();
        assertThat(counted).isTrue();
    }
}
