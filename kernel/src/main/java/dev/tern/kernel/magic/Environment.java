package dev.tern.kernel.magic;

import dev.tern.kernel.session.Session;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The environment that commands and later workers get: that of this process, and what the user has changed. */
final class Environment {
    private final Session session;
    private final Map<String, String> changed = new ConcurrentHashMap<>();

    Environment(Session session) {
        this.session = session;
    }

    /** All variables. */
    Map<String, String> all() {
        Map<String, String> all = new TreeMap<>(System.getenv());
        all.putAll(changed);
        return all;
    }

    /** The value of one; null when there is none. */
    @Nullable
    String get(String name) {
        String mine = changed.get(name);
        return mine == null ? System.getenv(name) : mine;
    }

    void set(String name, String value) {
        changed.put(name, value);
        session.setEnvironment(name, value);
    }

    /** Gives a command what was changed. */
    void apply(ProcessBuilder command) {
        command.environment().putAll(changed);
    }
}
