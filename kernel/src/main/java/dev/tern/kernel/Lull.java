package dev.tern.kernel;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * The first time that no cell runs or waits for a while. A notebook that is run from its top has none until it is
 * through: what is done then neither delays a cell nor takes memory from a kernel that nobody types into.
 */
final class Lull {
    private final long afterwards;
    private long nanoseconds;
    private int cells;
    private long since = System.nanoTime();

    /**
     * @param atFirst how long it has to last as long as there was no cell, in milliseconds
     * @param afterwards how long after one
     */
    Lull(long atFirst, long afterwards) {
        nanoseconds = TimeUnit.MILLISECONDS.toNanos(atFirst);
        this.afterwards = TimeUnit.MILLISECONDS.toNanos(afterwards);
    }

    /** A cell is queued. */
    synchronized void cellBegins() {
        cells++;
        nanoseconds = afterwards;
    }

    /** A cell has been answered. */
    synchronized void cellEnds() {
        cells--;
        since = System.nanoTime();
    }

    /** Has the executor do something then, once. */
    void then(Executor executor, Runnable task) {
        long missing = missing();
        if (missing <= 0) {
            executor.execute(task);
        } else {
            CompletableFuture.delayedExecutor(missing, TimeUnit.NANOSECONDS).execute(() -> then(executor, task));
        }
    }

    private synchronized long missing() {
        return cells > 0 ? nanoseconds : nanoseconds - (System.nanoTime() - since);
    }
}
