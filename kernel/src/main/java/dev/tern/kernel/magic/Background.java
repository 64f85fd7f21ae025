package dev.tern.kernel.magic;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** Work that may hang in a network: done on a thread of its own, which an interrupt of the cell leaves to itself. */
final class Background {
    private Background() {}

    /**
     * The result of the work.
     *
     * @throws MagicException if the cell was interrupted, or the work threw one
     * @throws IllegalStateException if it failed in another way that is no RuntimeException
     */
    static <T> T await(MagicCall call, Callable<T> work) throws MagicException {
        CompletableFuture<T> result = new CompletableFuture<>();
        Thread thread = new Thread(
                () -> {
                    try {
                        result.complete(work.call());
                    } catch (Throwable failed) {
                        result.completeExceptionally(failed);
                    }
                },
                "tern-magic");
        thread.setDaemon(true);
        call.onInterrupt(() -> {
            result.completeExceptionally(new MagicException("interrupted"));
            thread.interrupt();
        });
        thread.start();
        try {
            return result.get();
        } catch (ExecutionException failed) {
            Throwable cause = failed.getCause();
            if (cause instanceof MagicException wrong) {
                throw wrong;
            }
            if (cause instanceof RuntimeException broken) {
                throw broken;
            }
            throw new IllegalStateException(cause);
        } catch (InterruptedException stop) {
            thread.interrupt();
            Thread.currentThread().interrupt();
            throw new MagicException("interrupted");
        }
    }
}
