package dev.tern.tensor;

/**
 * An operation of a step: what it read, what it made of it, and the loops that did. Its class is of a {@link Kind}, so a
 * tape uses it again in later steps; loops are fields made with it, and what they work on are fields set at each use.
 * What a step makes lives until {@link Tape#reset}, and so does what is in these fields.
 */
public abstract class Operation {
    /** The result. */
    protected Tensor y = Tensor.NONE;

    /** Adds to the gradients of what was read; called once, if {@link #y} has a gradient. */
    protected abstract void backward();
}
