package dev.tern.kernel;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The way in for messages of comms, beside the one for cells: a page may send thousands while somebody drags a slider,
 * and a cell that comes after them does not wait behind them. When many have queued up, a cell that has just come goes
 * first.
 */
final class CommLane {
    private static final int MANY = 20;
    private static final long COURTESY_NANOSECONDS = 50_000_000;

    private final BlockingQueue<Runnable> waiting = new LinkedBlockingQueue<>();
    private final AtomicInteger cells = new AtomicInteger();
    private final Object cellEnded = new Object();
    private volatile long lastBegan;
    private boolean started;

    /** Whether these frames look like a message about comms; unverified, so that it costs next to nothing to ask. */
    static boolean isFor(List<byte[]> frames) {
        for (int i = 0; i + 2 < frames.size(); i++) {
            if (frames.get(i).length == 9 && frames.get(i)[0] == '<') {
                return new String(frames.get(i + 2), StandardCharsets.ISO_8859_1).contains("\"comm_");
            }
        }
        return false;
    }

    /** Does this when all that came before is done. */
    synchronized void add(Runnable message) {
        if (!started) {
            started = true;
            Thread thread = new Thread(this::run, "tern-comm-lane");
            thread.setDaemon(true);
            thread.start();
        }
        waiting.add(message);
    }

    /** A cell has come. */
    void cellBegins() {
        lastBegan = System.nanoTime();
        cells.incrementAndGet();
    }

    /** A cell has its reply. */
    void cellEnds() {
        cells.decrementAndGet();
        synchronized (cellEnded) {
            cellEnded.notifyAll();
        }
    }

    private void run() {
        try {
            while (true) {
                Runnable next = waiting.take();
                if (waiting.size() > MANY) {
                    letCellsPass();
                }
                try {
                    next.run();
                } catch (RuntimeException broken) {
                    System.err.println("comm message dropped: " + broken);
                }
            }
        } catch (InterruptedException never) {
            Thread.currentThread().interrupt();
        }
    }

    private void letCellsPass() throws InterruptedException {
        synchronized (cellEnded) {
            long left = COURTESY_NANOSECONDS - (System.nanoTime() - lastBegan);
            while (cells.get() > 0 && left > 1_000_000) {
                cellEnded.wait(left / 1_000_000);
                left = COURTESY_NANOSECONDS - (System.nanoTime() - lastBegan);
            }
        }
    }
}
