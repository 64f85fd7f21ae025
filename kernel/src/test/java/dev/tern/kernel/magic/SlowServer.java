package dev.tern.kernel.magic;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A repository that gives out a pom at once, and a jar a byte at a time. */
final class SlowServer implements AutoCloseable {
    private static final String POM = "<project><modelVersion>4.0.0</modelVersion><groupId>example</groupId>"
            + "<artifactId>slow</artifactId><version>1.0</version></project>";

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final CountDownLatch asked = new CountDownLatch(1);
    private volatile boolean closed;

    SlowServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", exchange -> {
            String path = exchange.getRequestURI().getPath();
            boolean isPom = path.endsWith(".pom");
            boolean known = isPom || path.endsWith(".jar");
            exchange.sendResponseHeaders(known ? 200 : 404, known ? isPom ? POM.length() : 1000 : -1);
            try (OutputStream out = exchange.getResponseBody()) {
                if (isPom) {
                    out.write(POM.getBytes(StandardCharsets.US_ASCII));
                } else if (known) {
                    dribble(out);
                }
            }
        });
        server.start();
    }

    /** Waits until the jar is being sent. */
    void awaitJar() throws InterruptedException {
        asked.await();
    }

    private void dribble(OutputStream out) throws IOException {
        asked.countDown();
        try {
            for (int i = 0; i < 1000 && !closed; i++) {
                out.write(i);
                out.flush();
                Thread.sleep(100);
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    String url() {
        return "http://" + server.getAddress().getHostString() + ":"
                + server.getAddress().getPort() + "/";
    }

    @Override
    public void close() {
        closed = true;
        server.stop(0);
        threads.shutdownNow();
    }
}
