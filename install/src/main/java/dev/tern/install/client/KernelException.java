package dev.tern.install.client;

/** The kernel did not start, or it ended in the middle of a conversation. */
public final class KernelException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public KernelException(String message) {
        super(message);
    }

    public KernelException(String message, Throwable cause) {
        super(message, cause);
    }
}
