package dev.tern.kernel.debug;

import com.sun.jdi.Bootstrap;
import com.sun.jdi.VirtualMachine;
import com.sun.jdi.connect.Connector;
import com.sun.jdi.connect.IllegalConnectorArgumentsException;
import com.sun.jdi.connect.ListeningConnector;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * The connection to one worker's debug agent. The worker calls the front and not the other way round: a port that a
 * worker listened on would let every user of the machine run code in it.
 */
final class Link {
    private static final String WAIT_MILLISECONDS = "30000";

    private final String flag;
    private final CompletableFuture<VirtualMachine> machine = new CompletableFuture<>();

    private Link(String flag) {
        this.flag = flag;
    }

    /** Opens a port for one worker, until it has called or too long has not. */
    static Link listen() throws IOException {
        ListeningConnector connector = Bootstrap.virtualMachineManager().listeningConnectors().stream()
                .filter(each -> each.transport().name().equals("dt_socket"))
                .findFirst()
                .orElseThrow(() -> new IOException("this JDK cannot debug over sockets"));
        Map<String, Connector.Argument> arguments = connector.defaultArguments();
        arguments.get("localAddress").setValue("127.0.0.1");
        arguments.get("port").setValue("0");
        arguments.get("timeout").setValue(WAIT_MILLISECONDS);
        try {
            String address = connector.startListening(arguments);
            Link link = new Link("-agentlib:jdwp=transport=dt_socket,server=n,suspend=n,address=127.0.0.1"
                    + address.substring(address.lastIndexOf(':')));
            Thread thread = new Thread(() -> link.accept(connector, arguments), "tern-debug-accept");
            thread.setDaemon(true);
            thread.start();
            return link;
        } catch (IllegalConnectorArgumentsException impossible) {
            throw new IOException(impossible);
        }
    }

    /** What the worker needs on its command line. */
    List<String> flags() {
        return List.of(flag);
    }

    /** The worker's machine, once it has called. */
    VirtualMachine await() throws IOException {
        try {
            return machine.join();
        } catch (CompletionException failed) {
            throw new IOException("the worker's debug agent did not connect: " + failed.getCause(), failed);
        }
    }

    private void accept(ListeningConnector connector, Map<String, Connector.Argument> arguments) {
        try {
            machine.complete(connector.accept(arguments));
        } catch (IOException | IllegalConnectorArgumentsException | RuntimeException failed) {
            machine.completeExceptionally(failed);
        } finally {
            try {
                connector.stopListening(arguments);
            } catch (IOException | IllegalConnectorArgumentsException alreadyClosed) {
                // Nothing is left to close.
            }
        }
    }
}
