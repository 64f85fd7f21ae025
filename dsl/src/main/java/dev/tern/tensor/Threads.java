package dev.tern.tensor;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Runs loops on a small pool of our own. Idle workers are parked: a notebook shares its machine. Only between loops that
 * follow each other at once they stay awake for a moment, and even then leave the processor to whoever wants it. The
 * count is the number of processors, or the property {@code tern.threads}. How a loop is cut never changes a result:
 * every operation computes a row the same way in whatever part it falls.
 */
public final class Threads {
    /** A part of a loop, from {@code from} inclusive to {@code to} exclusive. */
    @FunctionalInterface
    public interface Part {
        void run(int from, int to);
    }

    private static final Part NOTHING = (from, to) -> {};

    /** A loop while it runs; used for another once no worker looks at it any more. */
    private static final class Job {
        final AtomicInteger next = new AtomicInteger();
        final AtomicInteger left = new AtomicInteger();
        final AtomicInteger lookers = new AtomicInteger();
        final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
        final BooleanSupplier isDone = () -> left.get() == 0;
        private Part part = NOTHING;
        private Thread caller = Thread.currentThread();
        private int n;
        private int pieces;

        /** Only while nobody looks: a worker that came late would take a piece twice. */
        void start(Part newPart, int newN, int newPieces) {
            part = newPart;
            caller = Thread.currentThread();
            n = newN;
            pieces = newPieces;
            // A caller that was interrupted while it waited has not taken what its loop failed with.
            failure.set(null);
            left.set(newPieces);
            next.set(0);
        }

        /** Lets go of the loop; returns what it failed with. */
        @Nullable
        Throwable end() {
            part = NOTHING;
            return failure.getAndSet(null);
        }

        void work() {
            for (int piece = next.getAndIncrement(); piece < pieces; piece = next.getAndIncrement()) {
                try {
                    part.run((int) ((long) n * piece / pieces), (int) ((long) n * (piece + 1) / pieces));
                } catch (Throwable t) {
                    failure.compareAndSet(null, t);
                } finally {
                    if (left.decrementAndGet() == 0) {
                        LockSupport.unpark(caller);
                    }
                }
            }
        }
    }

    /** How long a thread stays awake for what may come at once, in ns: waking one takes about as long. */
    private static final long AWAKE = 50_000;

    /** Waits a moment for something, yielding to any other process; false when it has not come. */
    private static boolean comesSoon(BooleanSupplier something) {
        long start = System.nanoTime();
        while (!something.getAsBoolean()) {
            if (System.nanoTime() - start > AWAKE) {
                return false;
            }
            Thread.yield();
        }
        return true;
    }

    private static final class Worker extends Thread {
        final AtomicReference<@Nullable Job> job = new AtomicReference<>();
        final BooleanSupplier hasJob = () -> job.get() != null;
        volatile boolean isParked;

        Worker(int number) {
            super("tern-" + number);
            setDaemon(true);
        }

        /** Gives it a loop; one it has not begun with is over without it. */
        void give(Job newJob) {
            newJob.lookers.incrementAndGet();
            Job unread = job.getAndSet(newJob);
            if (unread != null) {
                unread.lookers.decrementAndGet();
            }
            if (isParked) {
                LockSupport.unpark(this);
            }
        }

        @Override
        public void run() {
            while (true) {
                Job next = job.getAndSet(null);
                if (next == null) {
                    if (!comesSoon(hasJob)) {
                        isParked = true;
                        if (job.get() == null) {
                            LockSupport.park(this);
                        }
                        isParked = false;
                    }
                } else {
                    next.work();
                    next.lookers.decrementAndGet();
                }
            }
        }
    }

    private static final ReentrantLock POOL = new ReentrantLock();
    private static volatile int count =
            Math.max(1, Integer.getInteger("tern.threads", Runtime.getRuntime().availableProcessors()));
    private static Worker[] workers = new Worker[0];
    private static final Job[] JOBS = Stream.generate(Job::new).limit(8).toArray(Job[]::new);

    private Threads() {}

    /** How many threads work on a loop, the calling one included. */
    public static int count() {
        return count;
    }

    /** Whether the calling thread is one of the pool's. */
    static boolean isWorker() {
        return Thread.currentThread() instanceof Worker;
    }

    /** Changes how many threads work on a loop from now on. */
    public static void use(int threads) {
        if (threads < 1) {
            throw new IllegalArgumentException("At least one thread must work, not " + threads + ".");
        }
        count = threads;
    }

    /** Runs {@code part} over 0 to n, cut into one piece a thread. */
    public static void parallel(int n, Part part) {
        run(n, Math.min(n, count), part);
    }

    /**
     * Runs {@code part} over 0 to n, in pieces of at least {@code grain}, several a thread, so that a thread another
     * process holds up does not hold up the rest.
     */
    public static void parallel(int n, int grain, Part part) {
        run(n, Math.min(4 * count, n / Math.max(1, grain)), part);
    }

    private static void run(int n, int pieces, Part part) {
        int threads = count;
        // A loop within a loop, or a second caller while the pool is busy, runs where it is.
        if (n <= 0) {
            return;
        }
        if (pieces <= 1
                || threads == 1
                || POOL.isHeldByCurrentThread()
                || Thread.currentThread() instanceof Worker
                || !POOL.tryLock()) {
            part.run(0, n);
            return;
        }
        Throwable failure;
        try {
            Job job = idleJob();
            job.start(part, n, pieces);
            int helpers = Math.min(threads, pieces) - 1;
            grow(helpers);
            for (int i = 0; i < helpers; i++) {
                workers[i].give(job);
            }
            job.work();
            comesSoon(job.isDone);
            while (job.left.get() > 0) {
                LockSupport.park(job);
            }
            failure = job.end();
        } finally {
            POOL.unlock();
        }
        if (failure instanceof Error error) {
            throw error;
        } else if (failure instanceof RuntimeException exception) {
            throw exception;
        }
    }

    /** One of a few that nobody looks at: the last few loops may still be looked at by who comes late. */
    private static Job idleJob() {
        for (Job job : JOBS) {
            if (job.lookers.get() == 0) {
                return job;
            }
        }
        return new Job();
    }

    private static void grow(int helpers) {
        int old = workers.length;
        if (helpers > old) {
            workers = Arrays.copyOf(workers, helpers);
            for (int i = old; i < helpers; i++) {
                workers[i] = new Worker(i + 1);
                workers[i].start();
            }
        }
    }
}
