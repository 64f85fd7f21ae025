package dev.tern.kernel.language;

import java.nio.file.Path;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.tools.StandardJavaFileManager;
import jdk.jshell.JShell;

/**
 * JShell's index of all types by simple name, held back until somebody needs it. JShell begins to read every jar and
 * the whole JDK as soon as it has compiled its first snippet, which takes a core for a second or more and some 40 MB;
 * the session that never asks for a completion does without. It is held back where JShell asks its file manager for the
 * paths to read.
 */
public final class TypeIndex {
    private static final long LONGEST_WAIT_MILLIS = 3000;
    private static final long STEP_MILLIS = 10;
    private static final String READER = "refreshIndexes";

    private final CountDownLatch wanted = new CountDownLatch(1);
    private volatile boolean closed;

    /** JShell's file manager, which keeps the thread that reads the index waiting. */
    public StandardJavaFileManager holdBack(StandardJavaFileManager files) {
        return new Files(files);
    }

    /** Has the index read, in the background. */
    public void open() {
        wanted.countDown();
    }

    /** Has the index read and waits for it, three seconds at most. */
    void await(JShell shell) {
        open();
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(LONGEST_WAIT_MILLIS);
        try {
            while (!shell.sourceCodeAnalysis().listQualifiedNames("X", 1).isUpToDate() && System.nanoTime() < end) {
                Thread.sleep(STEP_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Lets the waiting thread, which all sessions of a process share, go on without reading. */
    public void close() {
        closed = true;
        open();
    }

    private void waitUntilWanted() {
        boolean reads = StackWalker.getInstance()
                .walk(frames -> frames.anyMatch(frame -> frame.getMethodName().equals(READER)));
        if (!reads) {
            return;
        }
        try {
            wanted.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (closed) {
            throw new CancellationException("the session is closed");
        }
    }

    private final class Files extends ForwardedFiles {
        Files(StandardJavaFileManager files) {
            super(files);
        }

        @Override
        public Iterable<? extends Path> getLocationAsPaths(Location location) {
            waitUntilWanted();
            return super.getLocationAsPaths(location);
        }
    }
}
