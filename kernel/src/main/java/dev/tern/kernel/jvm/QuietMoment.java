package dev.tern.kernel.jvm;

import java.io.IOException;
import java.time.Duration;
import java.util.stream.Stream;

/**
 * Makes missing archives while a kernel runs, once neither of its processes has computed anything for a while. The
 * session that pays for it is not the one that gains, so it must not notice.
 */
public final class QuietMoment {
    private static final Duration LOOK = Duration.ofSeconds(5);
    private static final Duration COMPUTED_NOTHING = Duration.ofMillis(150);
    private static final int QUIET_LOOKS = 4;

    private QuietMoment() {}

    /** Looks after the archives of this kernel's class paths, on a thread of its own, until they are made or it ends. */
    public static void await() {
        Thread thread = new Thread(() -> lookAfter(OwnClassPath.paths()), "tern-archives");
        thread.setDaemon(true);
        thread.setPriority(Thread.MIN_PRIORITY);
        thread.start();
    }

    private static void lookAfter(ClassPaths paths) {
        try {
            // Not while the kernel starts.
            Thread.sleep(LOOK.toMillis());
            Archives archives = Archives.of(paths).orElse(null);
            if (archives == null || archives.areFresh() || archives.areBeingMade()) {
                return;
            }
            awaitQuiet();
            ArchiveMaker maker = new ArchiveMaker(archives, Priority.LOWEST);
            Runtime.getRuntime().addShutdownHook(new Thread(maker::close));
            maker.make();
        } catch (IOException | IllegalStateException without) {
            // The next kernel starts as this one did.
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    private static void awaitQuiet() throws InterruptedException {
        Duration before = computed();
        for (int quiet = 0; quiet < QUIET_LOOKS; ) {
            Thread.sleep(LOOK.toMillis());
            Duration now = computed();
            // A worker that was replaced takes its time along: then the sum shrinks.
            boolean still = now.minus(before).abs().compareTo(COMPUTED_NOTHING) < 0;
            quiet = still ? quiet + 1 : 0;
            before = now;
        }
    }

    private static Duration computed() {
        ProcessHandle front = ProcessHandle.current();
        return Stream.concat(Stream.of(front), front.descendants())
                .map(each -> each.info().totalCpuDuration().orElse(Duration.ZERO))
                .reduce(Duration.ZERO, Duration::plus);
    }
}
