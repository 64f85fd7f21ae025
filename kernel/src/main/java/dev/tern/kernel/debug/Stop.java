package dev.tern.kernel.debug;

import com.sun.jdi.ObjectReference;
import com.sun.jdi.ThreadReference;
import org.jspecify.annotations.Nullable;

/**
 * A thread that waits for the user.
 *
 * @param reason in the words of DAP: breakpoint, step, exception or pause
 * @param thrown what it is about to throw; null when it is stopped for another reason
 * @param uncaught whether nobody catches that but the kernel
 * @param callable whether code can be run on it meanwhile
 */
record Stop(
        ThreadReference thread, String reason, @Nullable ObjectReference thrown, boolean uncaught, boolean callable) {
    /** The number of its thread. */
    int id() {
        return (int) thread.uniqueID();
    }
}
