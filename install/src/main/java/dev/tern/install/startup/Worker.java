package dev.tern.install.startup;

import dev.tern.kernel.display.Display;
import dev.tern.train.Progress;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import tech.tablesaw.api.Table;

/** What happens in the process that runs the cells before the first one comes. */
public final class Worker {
    private static final long HEAD_START_MILLISECONDS = 1500;
    private static final Set<String> SHOWN = ConcurrentHashMap.newKeySet();

    private Worker() {}

    /** Sends progress to the cell, and loads what is slow to load while the user still types. */
    public static void begin() {
        Progress.to(Worker::show);
        Thread thread = new Thread(Worker::warmUp, "tern-warm-up");
        thread.setDaemon(true);
        thread.setPriority(Thread.MIN_PRIORITY);
        thread.start();
    }

    private static void show(Progress progress) {
        if (SHOWN.add(progress.id())) {
            Display.display(progress.id(), progress.view());
        } else {
            Display.update(progress.id(), progress.view());
        }
        if (progress.isDone()) {
            SHOWN.remove(progress.id());
        }
    }

    private static void warmUp() {
        try {
            // A first cell that is waiting already needs the processors more.
            Thread.sleep(HEAD_START_MILLISECONDS);
            // Not ND4J: most sessions never touch it, and its native libraries would cost every one of them memory.
            Table.create("warm-up");
        } catch (LinkageError | RuntimeException broken) {
            // The first cell that needs the library shows this error where the user can see it.
        } catch (InterruptedException never) {
            Thread.currentThread().interrupt();
        }
    }
}
