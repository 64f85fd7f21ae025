package dev.tern.kernel.magic;

import java.util.ArrayDeque;
import java.util.Deque;

/** One run of a cell, from its first magic to its last, which an interrupt may end. */
final class Run {
    private final Deque<String> files = new ArrayDeque<>();
    private boolean interrupted;
    private long ranNanoseconds;
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

    /** Java of the cell has run for so long. */
    void ran(long nanoseconds) {
        ranNanoseconds += nanoseconds;
    }

    /** For how long Java of the cell has run so far, without what compiling it took. */
    long ranNanoseconds() {
        return ranNanoseconds;
    }

    /** The files being loaded, each by the one before it. */
    Deque<String> files() {
        return files;
    }

    synchronized boolean isInterrupted() {
        return interrupted;
    }
}
