package dev.tern.train;

import java.util.concurrent.atomic.AtomicLong;

/** Counts the units of one piece of work and reports them, at most five times a second. */
final class Ticker {
    private static final long INTERVAL = 200_000_000L;
    private static final AtomicLong COUNT = new AtomicLong();

    private final String id = "tern-progress-" + ProcessHandle.current().pid() + "-" + COUNT.incrementAndGet();
    private final long total;
    private final long start = System.nanoTime();
    private long last = start - INTERVAL;

    Ticker(long total) {
        this.total = Math.max(1, total);
    }

    void tick(long done, String title, String message) {
        if (isDue(done)) {
            report(done, title, message);
        }
    }

    /** Whether it is time for a report, of which the message need not be made before. */
    boolean isDue(long done) {
        return done >= total || System.nanoTime() - last >= INTERVAL;
    }

    void report(long done, String title, String message) {
        long now = System.nanoTime();
        last = now;
        double left = done == 0 ? Double.NaN : (now - start) * 1e-9 / done * (total - done);
        new Progress(id, title, done, total, message, left).report();
    }
}
