package dev.tern.kernel.wire;

/** Frames that are no Jupyter message, or carry a wrong signature. They are dropped, never answered. */
public final class MalformedMessageException extends Exception {
    private static final long serialVersionUID = 1;

    MalformedMessageException(String message) {
        super(message);
    }
}
