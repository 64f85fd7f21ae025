package dev.tern.kernel.worker;

import java.lang.instrument.Instrumentation;
import org.jspecify.annotations.Nullable;

/** Holds what the JVM gives a Java agent: the means to redefine a class that is loaded. */
public final class Agent {
    private static volatile @Nullable Instrumentation instrumentation;

    private Agent() {}

    /** Called by the JVM before the worker's main method. */
    public static void premain(String arguments, Instrumentation given) {
        instrumentation = given;
    }

    static @Nullable Instrumentation instrumentation() {
        return instrumentation;
    }
}
