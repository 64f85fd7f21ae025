package dev.tern.kernel.worker;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The variables of the session: static fields of the classes that JShell makes of snippets. When something a variable
 * depends on has changed, JShell makes its class anew and leaves the field empty; the value is still in the old class.
 */
final class Variables {
    /** The class of a snippet now, and the one it replaced as long as the snippet has not run again. */
    private record Version(Class<?> now, @Nullable Class<?> before) {
        Class<?> holder() {
            return before == null ? now : before;
        }
    }

    private record Kept(Class<?> type, @Nullable Object value) {}

    private static final String SNIPPET = "REPL.$JShell$";

    private final Map<String, Version> versions = new HashMap<>();
    private final Map<String, Kept> kept = new HashMap<>();

    /** A class was loaded. */
    synchronized void loaded(Class<?> type) {
        String snippet = snippet(type);
        // Of an expression nothing is to be found later: it must not be remembered for the rest of the session.
        if (snippet != null && (versions.containsKey(snippet) || type.getDeclaredFields().length > 0)) {
            Version old = versions.get(snippet);
            Class<?> before = old == null || old.holder() == type ? null : old.holder();
            versions.put(snippet, new Version(type, before));
        }
    }

    /** The snippet of this class runs: its variable has the value that its own code gives it. */
    synchronized void settled(Class<?> type) {
        String snippet = snippet(type);
        Version version = snippet == null ? null : versions.get(snippet);
        if (version != null && (version.now() != type || version.before() != null)) {
            versions.put(snippet, new Version(type, null));
        }
    }

    /** Remembers the values of variables, wherever they are. */
    synchronized void keep(String[] names) {
        kept.clear();
        for (String name : names) {
            for (Version version : versions.values()) {
                Field field = field(version.holder(), name);
                if (field != null) {
                    kept.put(name, new Kept(field.getType(), get(field)));
                }
            }
        }
    }

    /** The values that variables of these names have now; one that has not been made yet is missing. */
    synchronized Map<String, @Nullable Object> values(Collection<String> names) {
        Map<String, @Nullable Object> values = new HashMap<>();
        for (Version version : versions.values()) {
            for (Field field : version.holder().getDeclaredFields()) {
                if (Modifier.isStatic(field.getModifiers()) && names.contains(field.getName())) {
                    values.put(field.getName(), get(field));
                }
            }
        }
        return values;
    }

    /** Gives a variable the value that was kept; false when it does not fit any more. */
    synchronized boolean carry(String name) {
        Kept value = kept.remove(name);
        for (Map.Entry<String, Version> entry : versions.entrySet()) {
            Field field = field(entry.getValue().now(), name);
            if (field != null && value != null) {
                entry.setValue(new Version(entry.getValue().now(), null));
                return set(field, value);
            }
        }
        return false;
    }

    /** The name up to its number: behind it stand letters in the versions that came later. */
    private static @Nullable String snippet(Class<?> type) {
        String name = type.getName();
        int end = SNIPPET.length();
        while (end < name.length() && Character.isDigit(name.charAt(end))) {
            end++;
        }
        return name.startsWith(SNIPPET) && end > SNIPPET.length() && name.indexOf('$', end) < 0
                ? name.substring(0, end)
                : null;
    }

    private static @Nullable Field field(Class<?> type, String name) {
        return Arrays.stream(type.getDeclaredFields())
                .filter(field -> field.getName().equals(name) && Modifier.isStatic(field.getModifiers()))
                .findFirst()
                .orElse(null);
    }

    private static @Nullable Object get(Field field) {
        try {
            field.setAccessible(true);
            return field.get(null);
        } catch (IllegalAccessException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static boolean set(Field field, Kept value) {
        boolean fits = field.getType() == value.type()
                || value.value() == null
                || field.getType().isInstance(value.value());
        if (!fits) {
            return false;
        }
        try {
            field.setAccessible(true);
            field.set(null, value.value());
            return true;
        } catch (IllegalAccessException | IllegalArgumentException refused) {
            return false;
        }
    }
}
