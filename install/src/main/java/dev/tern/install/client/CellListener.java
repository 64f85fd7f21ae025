package dev.tern.install.client;

import dev.tern.kernel.wire.Message;

/** Hears what a cell puts out while it runs; called on one thread, in order. */
public interface CellListener {
    /** A stream, display_data, update_display_data, execute_result, error or clear_output message. */
    void output(Message message);

    /** The cell asks for a line of input; the default has none to give. */
    default String input(String prompt, boolean password) {
        return "";
    }

    /** Whether {@link #input} has something to give. */
    default boolean takesInput() {
        return false;
    }
}
