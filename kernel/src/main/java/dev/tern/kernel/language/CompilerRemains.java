package dev.tern.kernel.language;

import java.lang.ref.WeakReference;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import jdk.jshell.JShell;
import org.jspecify.annotations.Nullable;

/**
 * What the compilers that JShell keeps ready still hold of classes that they have forgotten: an empty table of each
 * class, and in the scope of Object's members a listener for every class that was below it. A kilobyte of each short cell,
 * for as long as the session lasts.
 */
public final class CompilerRemains {
    private static final String CODE = "com.sun.tools.javac.code.";
    private static final String LIST = "com.sun.tools.javac.util.List";

    private CompilerRemains() {}

    /**
     * Lets go of it; the caller has the compiler.
     *
     * @throws ReflectiveOperationException when they cannot be reached
     */
    public static void clear(JShell shell) throws ReflectiveOperationException {
        for (Object symbols : KeptCompilers.parts(shell, CODE + "Symtab")) {
            Map<Object, Map<?, ?>> classes = Inside.get(symbols, "classes");
            classes.values().removeIf(Map::isEmpty);
            drop(Inside.get(Inside.get(Inside.get(symbols, "objectType"), "tsym"), "members_field"));
        }
        for (Object types : KeptCompilers.parts(shell, CODE + "Types")) {
            drop(Inside.get(Inside.get(types, "membersCache"), "nilScope"));
        }
    }

    /** Drops the listeners of a scope that are gone; a compiler that was not used much has no scope yet. */
    private static void drop(@Nullable Object scope) throws ReflectiveOperationException {
        if (scope == null) {
            return;
        }
        Object owner = Inside.get(scope, "listeners");
        Collection<WeakReference<?>> listeners = Inside.get(owner, "listeners");
        List<WeakReference<?>> live = new ArrayList<>();
        for (WeakReference<?> listener : listeners) {
            if (listener.get() != null) {
                live.add(listener);
            }
        }
        Method from =
                Class.forName(LIST, false, scope.getClass().getClassLoader()).getMethod("from", Iterable.class);
        Inside.set(owner, "listeners", from.invoke(null, live));
    }
}
