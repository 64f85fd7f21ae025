package dev.tern.install.notebook;

/** A file that is no notebook Tern can run; the message names the file and what is wrong. */
public final class NotebookException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public NotebookException(String message) {
        super(message);
    }
}
