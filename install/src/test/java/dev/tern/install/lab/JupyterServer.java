package dev.tern.install.lab;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A running JupyterLab, with the application open to scripts of the page. */
final class JupyterServer implements AutoCloseable {
    private static final String TOKEN = "under-test";

    private final Process process;
    private final URI home;

    private JupyterServer(Process process, URI home) {
        this.process = process;
        this.home = home;
    }

    /** Starts a server over these folders and waits until it has written where it listens. */
    static JupyterServer start(PythonEnvironment python, JupyterFolders folders)
            throws IOException, InterruptedException {
        Path log = folders.root().resolve("server.txt");
        ProcessBuilder builder = new ProcessBuilder(python.command(
                        "-m",
                        "jupyterlab",
                        "--no-browser",
                        "--allow-root",
                        "--ServerApp.ip=127.0.0.1",
                        "--ServerApp.port=" + freePort(),
                        "--ServerApp.root_dir=" + folders.notebooks(),
                        "--IdentityProvider.token=" + TOKEN,
                        "--LabApp.expose_app_in_browser=True",
                        "--LabApp.extension_manager=readonly"))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().putAll(folders.environment());
        Process process = builder.start();
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (System.nanoTime() < end && process.isAlive()) {
            Optional<JsonObject> written = information(folders.runtime());
            if (written.isPresent()) {
                return new JupyterServer(
                        process, URI.create(written.get().get("url").getAsString()));
            }
            Thread.sleep(50);
        }
        stop(process);
        throw new IOException("JupyterLab did not start: " + Files.readString(log));
    }

    /** The page of JupyterLab in an empty workspace. */
    URI page() {
        return home.resolve("lab?reset&token=" + TOKEN);
    }

    @Override
    public void close() throws InterruptedException {
        stop(process);
    }

    /** The server ends its kernels when it is asked to end, and only then. */
    private static void stop(Process process) throws InterruptedException {
        process.destroy();
        if (!process.waitFor(15, TimeUnit.SECONDS)) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    private static Optional<JsonObject> information(Path runtime) throws IOException {
        try (Stream<Path> files = Files.list(runtime)) {
            for (Path file : files.toList()) {
                String name = file.getFileName().toString();
                if (name.startsWith("jpserver-") && name.endsWith(".json") && Files.size(file) > 0) {
                    return Optional.of(
                            JsonParser.parseString(Files.readString(file)).getAsJsonObject());
                }
            }
        }
        return Optional.empty();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
