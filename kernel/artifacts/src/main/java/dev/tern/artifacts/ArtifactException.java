package dev.tern.artifacts;

/** An artifact could not be had; the message says what was looked for, where, and what to do about it. */
public final class ArtifactException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    ArtifactException(String message) {
        super(message);
    }

    ArtifactException(String message, Throwable cause) {
        super(message, cause);
    }
}
