package dev.tern.kernel.session;

import dev.tern.kernel.worker.Event;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** What is to be told to workers, in order, even while one is still starting. */
final class Mailbox {
    private CompletableFuture<@Nullable Void> sending = CompletableFuture.completedFuture(null);

    /** Sends an event, or has it sent as soon as the worker is there; false when there is none. */
    synchronized boolean send(Event event, CompletableFuture<WorkerProcess> worker) {
        if (sending.isDone() && worker.isDone()) {
            return !worker.isCompletedExceptionally() && worker.join().send(event);
        }
        // Chained, for what depends on one future alone is run in no order.
        sending = sending.thenAcceptBoth(worker, (before, started) -> started.send(event))
                .exceptionally(failed -> null);
        return true;
    }
}
