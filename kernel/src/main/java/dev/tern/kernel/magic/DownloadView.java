package dev.tern.kernel.magic;

import dev.tern.artifacts.Progress;
import dev.tern.kernel.display.MimeBundle;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CancellationException;

/** Downloads as one line under the cell, which appears with the first of them and changes until the last. */
final class DownloadView implements Progress {
    private static final long PAUSE_NANOSECONDS = 200_000_000;

    private record File(long done, long total) {
        boolean isComplete() {
            return done == total;
        }
    }

    private final MagicCall call;
    private final String id = UUID.randomUUID().toString();
    private final Map<String, File> files = new LinkedHashMap<>();
    private final long started = System.nanoTime();
    private long shownAt;
    private boolean over;

    DownloadView(MagicCall call) {
        this.call = call;
    }

    @Override
    public synchronized void advanced(String file, long done, long total) {
        if (call.isInterrupted()) {
            throw new CancellationException("interrupted");
        }
        if (over || file.startsWith("maven-metadata") || file.matches(".*\\.(sha1|md5|sha256|sha512)")) {
            return;
        }
        boolean first = files.isEmpty();
        files.put(file, new File(done, total));
        if (first || System.nanoTime() - shownAt > PAUSE_NANOSECONDS) {
            String text = "downloading " + file + percent(done, total) + ", " + files.size()
                    + (files.size() == 1 ? " file, " : " files, ") + megabytes();
            if (first) {
                call.show(id, MimeBundle.plain(text));
            } else {
                call.update(id, MimeBundle.plain(text));
            }
            shownAt = System.nanoTime();
        }
    }

    /** All is there. */
    synchronized void ended() {
        over("downloaded", files.size());
    }

    /** Not all is there. */
    synchronized void failed() {
        over("stopped after", files.values().stream().filter(File::isComplete).count());
    }

    private void over(String word, long complete) {
        over = true;
        if (!files.isEmpty()) {
            double seconds = (System.nanoTime() - started) / 1e9;
            call.update(
                    id,
                    MimeBundle.plain(String.format(
                            Locale.ROOT,
                            "%s %d file%s, %s in %.1f s",
                            word,
                            complete,
                            complete == 1 ? "" : "s",
                            megabytes(),
                            seconds)));
        }
    }

    private String megabytes() {
        long bytes = files.values().stream().mapToLong(File::done).sum();
        return String.format(Locale.ROOT, "%.1f MB", bytes / 1e6);
    }

    private static String percent(long done, long total) {
        return total <= 0 ? "" : " " + 100 * done / total + " %";
    }
}
