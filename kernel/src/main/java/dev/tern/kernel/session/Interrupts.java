package dev.tern.kernel.session;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The interrupts of a session. The first asks the running cells to stop; one that comes when a cell has not listened for
 * a while ends its worker. None is lost that comes between a request and its cell.
 */
final class Interrupts {
    private static final long PATIENCE_MILLISECONDS = 3000;

    private final Supplier<@Nullable Instance> running;
    private final Supplier<@Nullable Spectator> watching;
    private final BiConsumer<String, String> print;
    private final AtomicLong count = new AtomicLong();
    private final ThreadLocal<Long> before = new ThreadLocal<>();
    private volatile @Nullable Instance deaf;

    /**
     * Interrupts.
     *
     * @param running who runs the cells now; null while nobody does
     * @param watching who looks on; null when nobody does
     * @param print takes the identity of a cell and a line to show under it
     */
    Interrupts(
            Supplier<@Nullable Instance> running,
            Supplier<@Nullable Spectator> watching,
            BiConsumer<String, String> print) {
        this.running = running;
        this.watching = watching;
        this.print = print;
    }

    /** From now on an interrupt is meant for the cells the current thread will run, too. */
    void listen() {
        before.set(count.get());
    }

    /** Whether one has come since the current thread began to {@link #listen}. */
    boolean cameMeanwhile() {
        Long then = before.get();
        return then != null && then != count.get();
    }

    /** Stops what runs, if there is somebody to run it. */
    void interrupt() {
        // Counted before it is asked who runs: a cell has its instance before it looks at the count.
        count.incrementAndGet();
        Instance now = running.get();
        if (now == null) {
            return;
        }
        if (now.engine().lines().stream().anyMatch(line -> line.deafMilliseconds() > PATIENCE_MILLISECONDS)) {
            deaf = now;
            now.worker().close();
            return;
        }
        now.engine().stop();
        Spectator spectator = watching.get();
        if (spectator != null) {
            spectator.interrupted();
        }
        CompletableFuture.delayedExecutor(PATIENCE_MILLISECONDS, TimeUnit.MILLISECONDS)
                .execute(() -> offerToEnd(now));
    }

    /** How the worker of this instance ended. */
    String epitaph(Instance gone) {
        return gone.equals(deaf)
                ? "was ended because it did not answer an interrupt"
                : gone.worker().epitaph();
    }

    private void offerToEnd(Instance now) {
        now.engine().lines().stream()
                .filter(line -> line.deafMilliseconds() >= PATIENCE_MILLISECONDS)
                .forEach(line -> print.accept(
                        line.cell(),
                        "The cell is inside a call that does not stop for an interrupt. Interrupt again to end"
                                + " its process; the variables will be lost."));
    }
}
