package dev.tern.kernel.session;

import dev.tern.kernel.jvm.Role;
import dev.tern.kernel.language.Library;
import dev.tern.kernel.language.Scope;
import dev.tern.kernel.language.Splitter;
import dev.tern.kernel.language.SystemFiles;
import dev.tern.kernel.language.TypeIndex;
import dev.tern.kernel.worker.Event;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import javax.tools.StandardJavaFileManager;
import jdk.jshell.JShell;
import jdk.jshell.Snippet;
import jdk.jshell.SnippetEvent;
import jdk.jshell.VarSnippet;
import jdk.jshell.spi.ExecutionControl;
import jdk.jshell.spi.ExecutionControlProvider;
import jdk.jshell.spi.ExecutionEnv;
import org.jspecify.annotations.Nullable;

/** What lives as long as one worker: its process, and the compiler that knows what was declared in it. */
record Instance(
        WorkerProcess worker,
        Scope scope,
        Engine engine,
        Splitter splitter,
        Problems problems,
        Remains remains,
        ShownOnly shown,
        @Nullable Origins origins)
        implements AutoCloseable {
    /** The declarations of a session: those a new worker can be given again, and the variables it cannot. */
    record Declarations(List<Declaration> sources, List<String> variables) {
        /** The variables that are lost with their worker, as the end of a sentence. */
        String loss() {
            return variables.isEmpty()
                    ? "no variable was lost."
                    : "lost variables: " + String.join(", ", variables) + ".";
        }
    }

    /** Something declared, and where; null when in no cell. */
    record Declaration(String source, @Nullable Place place) {}

    /** A worker on its way, and who is to look into it. */
    record Starting(
            CompletableFuture<WorkerProcess> worker,
            @Nullable Spectator spectator) {}

    /** Starts a worker in the background. */
    static Starting startWorker(WorkerOptions options, Consumer<Event> listener, @Nullable Spectator spectator) {
        CompletableFuture<WorkerProcess> future = new CompletableFuture<>();
        Thread thread = new Thread(
                () -> {
                    try {
                        WorkerOptions all = spectator == null ? options : options.flags(spectator.flags());
                        future.complete(WorkerProcess.start(all, listener));
                    } catch (IOException | RuntimeException failed) {
                        future.completeExceptionally(failed);
                    }
                },
                "tern-worker-start");
        thread.setDaemon(true);
        thread.start();
        return new Starting(future, spectator);
    }

    /**
     * Loads the compiler, joins it with the worker and runs the start-up snippets.
     *
     * @param added what was added to the class path of the session
     */
    static Instance open(
            WorkerOptions options, Starting starting, ReentrantLock compiler, List<String> startUp, AddedPaths added) {
        // JShell compiles against the class path of its own process, whatever its options say.
        System.setProperty("java.class.path", options.classPath());
        Origins origins = starting.spectator() == null ? null : new Origins(starting.spectator());
        Engine engine = new Engine(starting.worker(), compiler, origins);
        JShell.Builder builder = JShell.builder().executionEngine(new Provider(engine), Map.of());
        List<String> compilerOptions = new ArrayList<>();
        // Else each compilation opens every jar of the class path in search of annotation processors and plugins.
        compilerOptions.addAll(List.of("-proc:none", "--processor-path", ""));
        // The JVM names what was null by the names of variables, which it has only then.
        compilerOptions.add("-g");
        // Else a source in a jar is compiled instead of its class when it looks newer.
        compilerOptions.addAll(List.of("--source-path", ""));
        if (Role.hasVectorModule()) {
            compilerOptions.addAll(List.of("--add-modules", Role.VECTOR_MODULE));
        }
        builder.compilerOptions(compilerOptions.toArray(String[]::new));
        builder.in(InputStream.nullInputStream());
        CompletableFuture<StandardJavaFileManager> files = new CompletableFuture<>();
        TypeIndex index = new TypeIndex();
        builder.fileManager(made -> {
            StandardJavaFileManager indexed = options.index(SystemFiles.over(made));
            files.complete(indexed);
            return index.holdBack(indexed);
        });
        JShell shell = builder.build();
        if (origins != null) {
            origins.in(shell);
        }
        new Beginning(startUp).run(shell);
        Remains remains = new Remains(shell);
        remains.hasten();
        added.in(shell);
        Scope scope = new Scope(shell, new Library(files.join()), index);
        WorkerProcess worker = starting.worker().join();
        if (origins != null) {
            try {
                origins.spectator().awaitWorker();
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            }
        }
        return new Instance(
                worker, scope, engine, new Splitter(shell), new Problems(scope), remains, new ShownOnly(), origins);
    }

    /** The current thread compiles what stands here. */
    void expect(@Nullable Place place) {
        if (origins != null) {
            origins.expect(place);
        }
    }

    /** What was just compiled stands here; what was compiled again because of it stands where it did. */
    void place(List<SnippetEvent> events, @Nullable Place place) {
        for (SnippetEvent event : events) {
            Snippet snippet = event.snippet();
            if (event.causeSnippet() == null && place != null) {
                problems.place(snippet, new Place(place.label(), place.line(), snippet.source()));
            }
            if (origins != null) {
                origins.located(snippet, problems.place(snippet));
            }
        }
    }

    boolean isWatchedBy(Spectator spectator) {
        return origins != null && origins.spectator() == spectator;
    }

    JShell shell() {
        return scope.shell();
    }

    /** What was declared beyond these start-up snippets and is in force. */
    Declarations declarations(List<String> startUp) {
        Beginning beginning = new Beginning(startUp);
        List<Declaration> sources = new ArrayList<>();
        List<String> variables = new ArrayList<>();
        JShell shell = shell();
        shell.snippets().filter(snippet -> shell.status(snippet).isActive()).forEach(snippet -> {
            if (snippet instanceof VarSnippet variable) {
                if (!variable.name().startsWith("$")) {
                    variables.add(variable.name());
                }
            } else if (snippet.kind().isPersistent() && !beginning.contains(snippet.source())) {
                sources.add(new Declaration(snippet.source(), problems.place(snippet)));
            }
        });
        return new Declarations(sources, variables);
    }

    /** Declares again what was declared in the instance before; the caller has the compiler. */
    void restore(List<Declaration> declarations) {
        for (Declaration declaration : declarations) {
            place(shell().eval(declaration.source()), declaration.place());
        }
    }

    boolean isAlive() {
        return worker.isAlive();
    }

    /** Ends the worker and the compiler. */
    @Override
    public void close() {
        worker.close();
        scope.index().close();
        try {
            shell().close();
        } catch (IllegalStateException alreadyClosed) {
            // It has noticed the end of the worker before us.
        }
        try {
            // JShell leaves every jar of the class path open.
            scope.library().close();
        } catch (IOException failed) {
            System.err.println("the class path stays open: " + failed);
        }
    }

    private record Provider(Engine engine) implements ExecutionControlProvider {
        @Override
        public String name() {
            return "tern-worker";
        }

        @Override
        public ExecutionControl generate(ExecutionEnv environment, Map<String, String> parameters) {
            return engine;
        }
    }
}
