package dev.tern.install.startup;

import dev.tern.kernel.display.Display;
import dev.tern.kernel.widget.Models;
import dev.tern.train.Progress;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** What happens in the process that runs the cells before the first one comes. */
public final class Worker {
    private static final Set<String> SHOWN = ConcurrentHashMap.newKeySet();
    private static final Map<String, LiveProgress> LIVE = new ConcurrentHashMap<>();

    private Worker() {}

    /**
     * Sends progress to the cell. No library is loaded ahead of its use: it would take the processors from the first
     * cell and memory from every session.
     */
    public static void begin() {
        Progress.to(Worker::show);
    }

    private static void show(Progress progress) {
        LiveProgress live = LIVE.get(progress.id());
        if (live != null) {
            live.show(progress);
        } else if (!SHOWN.add(progress.id())) {
            Display.update(progress.id(), progress.view());
        } else if (Models.areDrawn()) {
            LIVE.put(progress.id(), LiveProgress.begin(progress));
        } else {
            Display.display(progress.id(), progress.view());
        }
        if (progress.isDone()) {
            SHOWN.remove(progress.id());
            LIVE.remove(progress.id());
        }
    }
}
