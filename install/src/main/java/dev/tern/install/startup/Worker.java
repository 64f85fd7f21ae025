package dev.tern.install.startup;

import dev.tern.kernel.display.Display;
import dev.tern.train.Progress;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** What happens in the process that runs the cells before the first one comes. */
public final class Worker {
    private static final Set<String> SHOWN = ConcurrentHashMap.newKeySet();

    private Worker() {}

    /**
     * Sends progress to the cell. No library is loaded ahead of its use: it would take the processors from the first
     * cell and memory from every session.
     */
    public static void begin() {
        Progress.to(Worker::show);
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
}
