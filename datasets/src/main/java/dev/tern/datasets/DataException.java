package dev.tern.datasets;

/** Data that cannot be used; the message says what was wrong, in which file and line, and what is expected there. */
public final class DataException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public DataException(String message) {
        super(message);
    }

    public DataException(String message, Throwable cause) {
        super(message, cause);
    }
}
