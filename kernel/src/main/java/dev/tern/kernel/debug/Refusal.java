package dev.tern.kernel.debug;

/** Why a command cannot be obeyed, in one sentence for the user. */
public final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1;

    public Refusal(String message) {
        super(message);
    }
}
