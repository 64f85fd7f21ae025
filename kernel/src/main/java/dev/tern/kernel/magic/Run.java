package dev.tern.kernel.magic;

import java.util.ArrayDeque;
import java.util.Deque;

/** One run of a cell, from its first magic to its last, which an interrupt may end. */
final class Run {
    private final Deque<String> files = new ArrayDeque<>();
    private boolean interrupted;
    private Runnable action = () -> {};

    /** What an interrupt does from now on; at once if it has come already. */
    void onInterrupt(Runnable stop) {
        boolean now;
        synchronized (this) {
            action = stop;
            now = interrupted;
        }
        if (now) {
            stop.run();
        }
    }

    void interrupt() {
        Runnable stop;
        synchronized (this) {
            interrupted = true;
            stop = action;
        }
        stop.run();
    }

    /** The files being loaded, each by the one before it. */
    Deque<String> files() {
        return files;
    }

    synchronized boolean isInterrupted() {
        return interrupted;
    }
}
