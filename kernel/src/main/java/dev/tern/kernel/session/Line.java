package dev.tern.kernel.session;

import dev.tern.kernel.display.MimeBundle;
import dev.tern.kernel.worker.Execution;
import dev.tern.kernel.worker.Incoming;
import dev.tern.kernel.worker.Outgoing;
import java.io.IOException;
import java.net.Socket;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import jdk.jshell.execution.StreamingExecutionControl;
import org.jspecify.annotations.Nullable;

/**
 * One connection to the worker, over which one thread of ours has one thread of the worker's run code. A second cell
 * at the same time needs a second line.
 */
final class Line extends StreamingExecutionControl {
    private final Socket socket;
    private final WorkerProcess worker;
    private volatile String cell = "";
    private volatile boolean cancelled;
    private volatile long cancelledAt;
    private long ranNanoseconds;
    private String @Nullable [] shown;

    private Line(Socket socket, WorkerProcess worker) throws IOException {
        super(new Outgoing(socket.getOutputStream()), new Incoming(socket.getInputStream()));
        this.socket = socket;
        this.worker = worker;
    }

    static Line over(Socket socket, WorkerProcess worker) throws IOException {
        return new Line(socket, worker);
    }

    /** A cell begins. */
    void begin(Cell begun) throws RunException, EngineTerminationException, InternalException {
        cancelled = false;
        cell = begun.id();
        ranNanoseconds = 0;
        shown = null;
        extensionCommand(Execution.BEGIN, new String[] {begun.id(), Boolean.toString(begun.allowStdin())});
    }

    /** A cell ends: waits until all it printed has arrived, and renders its value if one of {@link Execution}'s kinds is wanted. */
    MimeBundle end(String wanted) throws RunException, EngineTerminationException, InternalException {
        boolean ofVariable = shown != null && wanted.equals(Execution.VALUE);
        List<?> answer = (List<?>) extensionCommand(Execution.END, ofVariable ? shown : wanted);
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

    /** Gives the worker one of {@link Execution}'s commands about some variables; the answer names some of them. */
    List<String> tell(String command, List<String> variables)
            throws RunException, EngineTerminationException, InternalException {
        List<?> answer = (List<?>) extensionCommand(command, variables.toArray(String[]::new));
        return answer.stream().map(String::valueOf).toList();
    }

    /** The thread has nothing to run any more. */
    void idle() {
        cell = "";
    }

    /** The cell that runs here; empty when none does. */
    String cell() {
        return cell;
    }

    /** Lets no more code of this cell run. */
    void cancel() {
        if (!cancelled) {
            cancelledAt = System.nanoTime();
            cancelled = true;
        }
    }

    boolean isCancelled() {
        return cancelled;
    }

    /** For how long code of the last cell ran, without what compiling it took. */
    long ranNanoseconds() {
        return ranNanoseconds;
    }

    /** For how long a cell has gone on although it was cancelled, in milliseconds; 0 when none does. */
    long deafMilliseconds() {
        return cancelled && !cell.isEmpty() ? (System.nanoTime() - cancelledAt) / 1_000_000 : 0;
    }

    @Override
    public String invoke(String type, String method)
            throws RunException, EngineTerminationException, InternalException {
        if (cancelled) {
            throw new StoppedException();
        }
        long start = System.nanoTime();
        try {
            return super.invoke(type, method);
        } finally {
            ranNanoseconds += System.nanoTime() - start;
        }
    }

    /** The value of this variable is that of the cell: its end will ask for it. */
    @Override
    public String varValue(String type, String variable) {
        shown = new String[] {type, variable};
        return "";
    }

    @Override
    public void close() {
        super.close();
        try {
            socket.close();
        } catch (IOException alreadyGone) {
            // Nothing is left to close.
        }
    }
}
