package dev.tern.kernel.session;

import dev.tern.kernel.display.MimeBundle;
import dev.tern.kernel.worker.Execution;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import jdk.jshell.execution.StreamingExecutionControl;

/** JShell's view of the worker. Classes are woven on their way; the compiler is free for others while code runs. */
final class Engine extends StreamingExecutionControl {
    private final WorkerProcess worker;
    private final ObjectOutputStream out;
    private final ReentrantLock compiler;
    private volatile boolean cancelled;
    private boolean redefinitionRefused;

    private Engine(WorkerProcess worker, ObjectOutputStream out, ObjectInputStream in, ReentrantLock compiler) {
        super(out, in);
        this.worker = worker;
        this.out = out;
        this.compiler = compiler;
    }

    static Engine of(WorkerProcess worker, ReentrantLock compiler) throws IOException {
        ObjectOutputStream out = new ObjectOutputStream(
                new BufferedOutputStream(worker.commands().getOutputStream(), 1 << 14));
        out.flush();
        ObjectInputStream in = new ObjectInputStream(worker.commands().getInputStream());
        return new Engine(worker, out, in, compiler);
    }

    /** A cell begins. */
    void begin(String cell, boolean allowStdin) throws RunException, EngineTerminationException, InternalException {
        cancelled = false;
        extensionCommand(Execution.BEGIN, new String[] {cell, Boolean.toString(allowStdin)});
    }

    /** A cell ends: waits until all it printed has arrived, and renders its value if one of {@link Execution}'s kinds is wanted. */
    MimeBundle end(String wanted) throws RunException, EngineTerminationException, InternalException {
        List<?> answer = (List<?>) extensionCommand(Execution.END, wanted);
        try {
            worker.awaitEvents(Long.parseLong((String) answer.get(0)));
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
        Map<String, String> data = new LinkedHashMap<>();
        for (int i = 1; i + 1 < answer.size(); i += 2) {
            data.put((String) answer.get(i), (String) answer.get(i + 1));
        }
        return new MimeBundle(data);
    }

    /** Lets no more code of this cell run. */
    void cancel() {
        cancelled = true;
        worker.interrupt();
    }

    boolean isCancelled() {
        return cancelled;
    }

    /** Whether classes had to be replaced instead of redefined since the last call, so that variables were reset. */
    boolean takeRedefinitionRefused() {
        boolean refused = redefinitionRefused;
        redefinitionRefused = false;
        return refused;
    }

    @Override
    public void load(ClassBytecodes[] classes)
            throws ClassInstallException, NotImplementedException, EngineTerminationException {
        super.load(woven(classes));
        forgetWritten();
    }

    @Override
    public void redefine(ClassBytecodes[] classes)
            throws ClassInstallException, NotImplementedException, EngineTerminationException {
        try {
            super.redefine(woven(classes));
        } catch (ClassInstallException refused) {
            redefinitionRefused = true;
            throw refused;
        } finally {
            forgetWritten();
        }
    }

    @Override
    public String invoke(String type, String method)
            throws RunException, EngineTerminationException, InternalException {
        if (cancelled) {
            throw new StoppedException();
        }
        return withoutCompiler(() -> super.invoke(type, method));
    }

    @Override
    public Object extensionCommand(String command, Object argument)
            throws RunException, EngineTerminationException, InternalException {
        return withoutCompiler(() -> super.extensionCommand(command, argument));
    }

    private interface Call<T> {
        T run() throws RunException, EngineTerminationException, InternalException;
    }

    private <T> T withoutCompiler(Call<T> call) throws RunException, EngineTerminationException, InternalException {
        int holds = compiler.getHoldCount();
        for (int i = 0; i < holds; i++) {
            compiler.unlock();
        }
        try {
            return call.run();
        } finally {
            for (int i = 0; i < holds; i++) {
                compiler.lock();
            }
        }
    }

    private static ClassBytecodes[] woven(ClassBytecodes[] classes) {
        ClassBytecodes[] woven = new ClassBytecodes[classes.length];
        for (int i = 0; i < classes.length; i++) {
            woven[i] = new ClassBytecodes(classes[i].name(), Weaver.weave(classes[i].bytecodes()));
        }
        return woven;
    }

    /** The stream would hold on to every class it ever wrote. */
    private void forgetWritten() throws EngineTerminationException {
        try {
            out.reset();
        } catch (IOException gone) {
            throw new EngineTerminationException(gone.toString());
        }
    }
}
