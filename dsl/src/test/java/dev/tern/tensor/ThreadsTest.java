package dev.tern.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Random;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

/** Every index once, whether workers are awake, falling asleep or parked when a loop begins. */
class ThreadsTest {

    @Test
    void everyIndexIsPassedOnceWheneverALoopBegins() {
        Random random = new Random(5);
        Assertions.assertTimeoutPreemptively(Duration.ofSeconds(60), () -> {
            for (int loop = 0; loop < 5_000; loop++) {
                int n = 1 + random.nextInt(40);
                AtomicIntegerArray passed = new AtomicIntegerArray(n);
                Threads.parallel(n, 1 + random.nextInt(4), (from, to) -> {
                    for (int i = from; i < to; i++) {
                        passed.incrementAndGet(i);
                    }
                });
                for (int i = 0; i < n; i++) {
                    assertThat(passed.get(i)).isEqualTo(1);
                }
                // Around the moment for which workers stay awake, so that some loops begin while they fall asleep.
                if (loop % 2 == 0) {
                    LockSupport.parkNanos(random.nextInt(120_000));
                }
            }
        });
    }

    @Test
    void aWorkerThatComesLateTakesNothingOfALaterLoop() {
        int threads = Threads.count();
        // More than there are processors, so that some come to a loop when it is long over.
        Threads.use(2 * Runtime.getRuntime().availableProcessors() + 2);
        try {
            Random random = new Random(6);
            for (int loop = 0; loop < 20_000; loop++) {
                int n = 2 + random.nextInt(30);
                AtomicIntegerArray passed = new AtomicIntegerArray(n);
                Threads.parallel(n, 1, (from, to) -> {
                    for (int i = from; i < to; i++) {
                        passed.incrementAndGet(i);
                    }
                });
                for (int i = 0; i < n; i++) {
                    assertThat(passed.get(i)).isEqualTo(1);
                }
            }
        } finally {
            Threads.use(threads);
        }
    }

    @Test
    void aFailureReachesTheCallerAndThePoolGoesOn() {
        assertThatThrownBy(() -> Threads.parallel(8, (from, to) -> {
                    throw new IllegalStateException("part " + from);
                }))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("part ");
        AtomicIntegerArray passed = new AtomicIntegerArray(8);
        Threads.parallel(8, (from, to) -> {
            for (int i = from; i < to; i++) {
                passed.incrementAndGet(i);
            }
        });
        assertThat(passed).hasToString("[1, 1, 1, 1, 1, 1, 1, 1]");
    }
}
