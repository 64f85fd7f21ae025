package dev.tern;

import dev.tern.train.Progress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** What the data sets module tells of downloads and long work, shown as every other progress. */
final class ReportedProgress implements dev.tern.artifacts.Progress {
    private static final AtomicLong COUNT = new AtomicLong();

    private final Map<String, String> running = new ConcurrentHashMap<>();

    @Override
    public void advanced(String what, long done, long total) {
        String id = running.computeIfAbsent(
                what, name -> "tern-data-" + ProcessHandle.current().pid() + "-" + COUNT.incrementAndGet());
        new Progress(id, what, done, Math.max(1, total), "", Double.NaN).report();
        if (done >= total) {
            running.remove(what);
        }
    }
}
