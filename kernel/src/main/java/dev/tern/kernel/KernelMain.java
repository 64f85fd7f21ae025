package dev.tern.kernel;

import dev.tern.kernel.wire.Connection;
import java.io.IOException;
import java.nio.file.Path;

/** Starts the kernel: {@code java -cp JARS dev.tern.kernel.KernelMain CONNECTION_FILE}. */
public final class KernelMain {
    private KernelMain() {}

    /**
     * @param args the path of the connection file
     */
    public static void main(String[] args) throws IOException {
        if (args.length != 1) {
            System.err.println("usage: java -cp JARS dev.tern.kernel.KernelMain CONNECTION_FILE");
            System.exit(2);
        }
        Connection connection = Connection.read(Path.of(args[0]));
        System.err.println("Listening at " + connection.address(connection.shellPort()));
    }
}
