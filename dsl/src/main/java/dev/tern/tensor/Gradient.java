package dev.tern.tensor;

import java.nio.FloatBuffer;
import org.jspecify.annotations.Nullable;

/** The gradient of one tensor, and where it is: in memory of the tape or of its own, whole, or only some of its rows. */
final class Gradient {
    private final Tensor tensor;
    private final @Nullable Tape tape;
    private boolean isKept;
    private boolean hasBegun;
    private boolean isReleased;
    private boolean isByRow;
    private @Nullable FloatBuffer memory;
    private @Nullable RowGradient rows;

    Gradient(Tensor tensor, @Nullable Tape tape) {
        this.tensor = tensor;
        this.tape = tape;
    }

    /** As if there had never been one; the tape has taken its memory back. */
    void renew() {
        isKept = false;
        isReleased = false;
        memory = null;
        clear();
    }

    /** Keeps it when the tape has used it. */
    void keep() {
        isKept = true;
    }

    boolean hasBegun() {
        return hasBegun;
    }

    /** Begins; returns whether it had begun before. */
    boolean begin() {
        boolean before = hasBegun;
        hasBegun = true;
        return before;
    }

    void clear() {
        hasBegun = false;
        isByRow = false;
    }

    FloatBuffer memory() {
        if (isByRow && rows != null) {
            isByRow = false;
            FloatBuffer whole = memory();
            Memory.zero(whole);
            rows.addTo(whole);
        }
        if (memory == null) {
            if (isReleased) {
                throw new IllegalStateException("The gradient of this " + tensor.rows() + " x " + tensor.columns()
                        + " tensor was used and its memory given back: call requireGradient() on it before"
                        + " backward().");
            }
            memory = tape == null ? Memory.lend(tensor.size()) : tape.memory(tensor.size());
        }
        return memory;
    }

    void add(int[] chosen, int count, FloatBuffer gradients) {
        if (hasBegun) {
            RowGradient.add(chosen, count, gradients, tensor.columns(), memory());
            return;
        }
        if (rows == null) {
            rows = new RowGradient(tensor.rows(), tensor.columns());
        }
        rows.set(chosen, count, gradients);
        hasBegun = true;
        isByRow = true;
    }

    void read(int at, float[] to, int n) {
        if (isByRow && rows != null) {
            rows.read(at, to, n);
        } else {
            memory().get(at, to, 0, n);
        }
    }

    boolean take(Gradient from) {
        boolean mayTake = tape != null
                && tape == from.tape
                && memory == null
                && !isReleased
                && !isKept
                && !from.isKept
                && from.hasBegun
                && tensor.size() == from.tensor.size();
        if (mayTake) {
            memory = from.memory();
            hasBegun = true;
            from.memory = null;
            from.isReleased = true;
        }
        return mayTake;
    }

    /** Hands own memory on. */
    void drop() {
        clear();
        if (rows != null) {
            rows.close();
        }
        if (tape == null && memory != null) {
            Memory.giveBack(memory);
            memory = null;
        }
    }

    /** Gives the tape's memory back to it. */
    void release() {
        if (tape != null && memory != null && !isKept) {
            tape.release(memory);
            memory = null;
            isReleased = true;
        }
    }
}
