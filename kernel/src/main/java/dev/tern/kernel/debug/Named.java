package dev.tern.kernel.debug;

import com.sun.jdi.Value;
import org.jspecify.annotations.Nullable;

/**
 * A value under its name.
 *
 * @param type as declared, as a name of the JVM's
 * @param expression what an evaluation calls it; empty when nothing does
 */
record Named(String name, @Nullable Value value, String type, String expression) {}
