package dev.tern.install;

/** Something the user can put right; shown as its message alone, without a stack trace. */
public final class UserError extends RuntimeException {
    private static final long serialVersionUID = 1;

    public UserError(String message) {
        super(message);
    }
}
