package dev.tern.train;

/** Training cannot go on; the message says where it stopped and what to change. */
public final class TrainingException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public TrainingException(String message) {
        super(message);
    }
}
