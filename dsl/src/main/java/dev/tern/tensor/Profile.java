package dev.tern.tensor;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongSupplier;

/**
 * Where a step's time goes: seconds by operation, forward and backward apart. An operation's forward lasts from the end
 * of the one before; so what records nothing counts to the next that does.
 */
public final class Profile {
    private final Map<String, Double> seconds = new TreeMap<>();
    private final LongSupplier clock;
    private long last;

    /** @param clock in nanoseconds: {@code System::nanoTime}, or the processor time of a step's only thread */
    public Profile(LongSupplier clock) {
        this.clock = clock;
        start();
    }

    /** Starts the clock: what was before counts to nothing. */
    public void start() {
        last = clock.getAsLong();
    }

    /** Ends a part, which is named by who records no backward: "optimizer". */
    public void mark(String part) {
        long now = clock.getAsLong();
        seconds.merge(part, (now - last) * 1e-9, Double::sum);
        last = now;
    }

    void forward(Object backward) {
        mark(operation(backward) + " forward");
    }

    void backward(Object backward) {
        mark(operation(backward) + " backward");
    }

    /** The operation's class, or the one it or its lambda is a part of. */
    private static String operation(Object backward) {
        String name = backward.getClass().getName();
        int end = name.indexOf('$');
        String host = end < 0 ? name : name.substring(0, end);
        return host.substring(host.lastIndexOf('.') + 1);
    }

    /** Seconds by part. */
    public Map<String, Double> seconds() {
        return Map.copyOf(seconds);
    }
}
