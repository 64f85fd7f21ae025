package dev.tern.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tern.kernel.wire.Client;
import dev.tern.kernel.wire.Connection;
import dev.tern.kernel.wire.Message;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** A client that reads nothing but the replies and ends of its own cells. */
final class Stopwatch implements Client.Listener, AutoCloseable {
    final Client client;
    private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();

    Stopwatch(Connection connection) {
        client = new Client(connection, this);
    }

    @Override
    public void reply(Message message) {
        heard.add("reply " + message.parentId());
    }

    @Override
    public void broadcast(Message message) {
        if (message.text("execution_state", "").equals("idle")) {
            heard.add("idle " + message.parentId());
        }
    }

    @Override
    public void inputRequest(Message message) {
        // Nothing asks.
    }

    /** The median time in microseconds from a cell to its reply and idle, of at least 30 cells. */
    long median(BooleanSupplier more) throws InterruptedException {
        List<Long> times = new ArrayList<>();
        while (times.size() < 30 || more.getAsBoolean()) {
            long start = System.nanoTime();
            String id =
                    client.shell("execute_request", KernelFixture.cell("1 + 1")).id();
            Set<String> missing = new HashSet<>(Set.of("reply " + id, "idle " + id));
            while (!missing.isEmpty()) {
                String next = heard.poll(40, TimeUnit.SECONDS);
                assertThat(next).as("reply and idle of a cell").isNotNull();
                missing.remove(next);
            }
            times.add((System.nanoTime() - start) / 1000);
        }
        times.sort(null);
        return times.get(times.size() / 2);
    }

    @Override
    public void close() {
        client.close();
    }
}
