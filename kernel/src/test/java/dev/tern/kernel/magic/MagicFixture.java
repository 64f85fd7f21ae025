package dev.tern.kernel.magic;

import dev.tern.kernel.display.MimeBundle;
import dev.tern.kernel.jvm.OwnClassPath;
import dev.tern.kernel.language.Completion;
import dev.tern.kernel.session.Cell;
import dev.tern.kernel.session.Outcome;
import dev.tern.kernel.session.Session;
import dev.tern.kernel.session.WorkerOptions;
import dev.tern.kernel.worker.Event;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/** A session with its worker and its magics, without any sockets; what is printed and shown is written down. */
final class MagicFixture implements AutoCloseable {
    /** Something shown: {@code replaces} what had the same id before, or is new. */
    record Shown(String id, MimeBundle bundle, boolean replaces) {}

    final Session session;
    final Magics magics;
    final List<String> history = new ArrayList<>();
    private final AtomicInteger cells = new AtomicInteger();
    private final StringBuffer out = new StringBuffer();
    private final StringBuffer error = new StringBuffer();
    private final List<Shown> shown = new ArrayList<>();

    MagicFixture() {
        this(WorkerOptions.fromProperties());
    }

    MagicFixture(WorkerOptions options) {
        session = new Session(options, List.of("import java.util.*;"), this::fromWorker);
        magics = new Magics(session, history, OwnClassPath.providers(Magic.class), new Output() {
            @Override
            public void text(String cell, String text) {
                out.append(text);
            }

            @Override
            public void error(String cell, String text) {
                error.append(text);
            }

            @Override
            public void show(String cell, String id, MimeBundle bundle) {
                add(new Shown(id, bundle, false));
            }

            @Override
            public void update(String cell, String id, MimeBundle bundle) {
                add(new Shown(id, bundle, true));
            }
        });
    }

    private void fromWorker(Event event) {
        switch (event.kind()) {
            case STDOUT -> out.append(event.fields().get(0));
            case STDERR -> error.append(event.fields().get(0));
            default -> {
                // Nothing here displays from the worker.
            }
        }
    }

    private void add(Shown each) {
        synchronized (shown) {
            shown.add(each);
        }
    }

    /** Runs a cell, forgetting what earlier ones printed and showed. */
    Outcome run(String code) {
        out.setLength(0);
        error.setLength(0);
        synchronized (shown) {
            shown.clear();
        }
        return magics.run(new Cell("cell" + cells.incrementAndGet(), "7", code, 1, false));
    }

    /** Runs a cell that has to end well, and returns what it printed. */
    String output(String code) {
        Outcome outcome = run(code);
        if (outcome.failure() != null) {
            throw new AssertionError(code + " failed: " + trace(outcome));
        }
        return out();
    }

    /** Runs a cell that has to end well, and returns the text of its value. */
    String value(String code) {
        Outcome outcome = run(code);
        if (outcome.failure() != null) {
            throw new AssertionError(code + " failed: " + trace(outcome));
        }
        MimeBundle value = outcome.value();
        return value == null ? "" : value.plainText();
    }

    /** Runs a cell that has to fail, and returns the message. */
    String failure(String code) {
        return Objects.requireNonNull(run(code).failure(), () -> code + " did not fail")
                .message();
    }

    /** The trace of an outcome without colours; empty when it did not fail. */
    static String trace(Outcome outcome) {
        return outcome.failure() == null
                ? ""
                : String.join("\n", outcome.failure().traceback()).replaceAll("\u001b\\[[0-9;]*m", "");
    }

    /** Runs a cell, interrupts it as the kernel does once it has printed this, and returns how it ended. */
    Outcome interrupt(String code, String printed) throws InterruptedException {
        return interrupt(code, () -> {
            while (!out().contains(printed)) {
                Thread.sleep(5);
            }
        });
    }

    /** What has to happen before an interrupt. */
    interface Wait {
        void await() throws InterruptedException;
    }

    /** As above, once something else has happened. */
    Outcome interrupt(String code, Wait moment) throws InterruptedException {
        AtomicReference<Outcome> outcome = new AtomicReference<>();
        CountDownLatch ended = new CountDownLatch(1);
        run("");
        Thread thread = new Thread(() -> {
            outcome.set(magics.run(new Cell("cell" + cells.incrementAndGet(), "7", code, 1, false)));
            ended.countDown();
        });
        thread.start();
        moment.await();
        magics.interrupt();
        session.interrupt();
        if (!ended.await(30, TimeUnit.SECONDS)) {
            throw new AssertionError(code + " did not stop");
        }
        return outcome.get();
    }

    String out() {
        return out.toString();
    }

    String error() {
        return error.toString();
    }

    List<Shown> shown() {
        synchronized (shown) {
            return List.copyOf(shown);
        }
    }

    /** The texts that may stand at the mark in the code, a vertical bar. */
    List<String> complete(String code) {
        int cursor = code.indexOf('|');
        String whole = code.replace("|", "");
        Completion magic = magics.reader().complete(whole, cursor);
        Completion found = magic != null
                ? magic
                : session.ask(scope -> Completion.of(scope, magics.reader().java(whole, cursor), cursor));
        return found.candidates().stream().map(Completion.Candidate::text).toList();
    }

    @Override
    public void close() {
        session.close();
    }
}
