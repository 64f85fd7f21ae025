package dev.tern.kernel.magic;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** A process that was started for a cell: its output is passed on in batches, and an interrupt ends it. */
final class Command {
    private static final int BATCH = 64 * 1024;
    private static final long BATCH_MILLISECONDS = 20;
    private static final long MAXIMUM = 16L << 20;
    private static final long GRACE_MILLISECONDS = 500;

    private final Process process;
    private final MagicCall call;

    Command(Process process, MagicCall call) {
        this.process = process;
        this.call = call;
    }

    /**
     * Waits for the end of the process, and for the rest of its output. What it has left running in the background is
     * not waited for; its output still comes.
     *
     * @return its exit code
     */
    int await() {
        Thread out = reader(process.getInputStream(), call::output);
        Thread error = reader(process.getErrorStream(), call::error);
        call.onInterrupt(this::end);
        try {
            int code = process.waitFor();
            out.join(GRACE_MILLISECONDS);
            error.join(GRACE_MILLISECONDS);
            return code;
        } catch (InterruptedException stop) {
            end();
            Thread.currentThread().interrupt();
            return -1;
        }
    }

    /** Asks the process and all it has started to end; whoever does not is made to, a moment later. */
    private void end() {
        List<ProcessHandle> all = Stream.concat(process.descendants(), Stream.of(process.toHandle()))
                .toList();
        all.forEach(ProcessHandle::destroy);
        CompletableFuture.delayedExecutor(GRACE_MILLISECONDS, TimeUnit.MILLISECONDS)
                .execute(() -> all.forEach(ProcessHandle::destroyForcibly));
    }

    private Thread reader(InputStream stream, Consumer<String> target) {
        Thread thread = new Thread(() -> pass(stream, target), "tern-command-output");
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private void pass(InputStream stream, Consumer<String> target) {
        long passed = 0;
        char[] buffer = new char[BATCH];
        try (Reader reader = new InputStreamReader(stream, encoding())) {
            int first = reader.read();
            while (first >= 0) {
                buffer[0] = (char) first;
                int length = 1;
                // What comes within a moment goes out as one message.
                long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(BATCH_MILLISECONDS);
                while (length < BATCH && (reader.ready() || System.nanoTime() < until)) {
                    if (reader.ready()) {
                        length += Math.max(0, reader.read(buffer, length, BATCH - length));
                    } else if (process.isAlive()) {
                        Thread.sleep(1);
                    } else {
                        break;
                    }
                }
                if (passed <= MAXIMUM && !call.isInterrupted()) {
                    target.accept(new String(buffer, 0, length));
                }
                if (passed <= MAXIMUM && passed + length > MAXIMUM) {
                    target.accept("\n... output cut after " + (MAXIMUM >> 20) + " M characters ...\n");
                }
                passed += length;
                first = reader.read();
            }
        } catch (IOException gone) {
            // The process has ended.
        } catch (InterruptedException never) {
            Thread.currentThread().interrupt();
        }
    }

    /** Programs write as their system does, which before JDK 18 is also Java's default. */
    private static Charset encoding() {
        String name = System.getProperty("native.encoding");
        Charset system = name == null ? Charset.defaultCharset() : Charset.forName(name);
        return system.equals(StandardCharsets.US_ASCII) || name == null || name.startsWith("ANSI_X3")
                ? StandardCharsets.UTF_8
                : system;
    }
}
