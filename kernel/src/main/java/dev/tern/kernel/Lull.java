package dev.tern.kernel;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * The first time that no cell runs or waits for a while. A notebook that is run from its top has none until it is
 * through: what is done then neither delays a cell nor takes memory from a kernel that nobody types into.
 */
final class Lull {
    private final long nanoseconds;
    private int cells;
    private long since = System.nanoTime();

    /** @param milliseconds how long it has to last */
    Lull(long milliseconds) {
        nanoseconds = TimeUnit.MILLISECONDS.toNanos(milliseconds);
    }

    /** A cell is queued. */
    synchronized void cellBegins() {
        cells++;
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
