package dev.tern.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class LullTest {
    private static final int MILLISECONDS = 50;

    @Test
    void comesWhenNoCellEverRuns() throws InterruptedException {
        CountDownLatch came = new CountDownLatch(1);
        long start = System.nanoTime();
        new Lull(MILLISECONDS, Long.MAX_VALUE >> 24).then(Runnable::run, came::countDown);
        assertThat(came.await(1, TimeUnit.MINUTES)).isTrue();
        assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(MILLISECONDS));
    }

    @Test
    void doesNotComeWhileACellRunsAndOnceAfterIt() throws InterruptedException {
        Lull lull = new Lull(1, MILLISECONDS);
        AtomicInteger times = new AtomicInteger();
        CountDownLatch came = new CountDownLatch(1);
        lull.cellBegins();
        lull.cellBegins();
        lull.then(Runnable::run, () -> {
            times.incrementAndGet();
            came.countDown();
        });
        lull.cellEnds();
        Thread.sleep(6 * MILLISECONDS);
        assertThat(times).hasValue(0);
        long end = System.nanoTime();
        lull.cellEnds();
        assertThat(came.await(1, TimeUnit.MINUTES)).isTrue();
        assertThat(System.nanoTime() - end).isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(MILLISECONDS));
        Thread.sleep(3 * MILLISECONDS);
        assertThat(times).hasValue(1);
    }
}
