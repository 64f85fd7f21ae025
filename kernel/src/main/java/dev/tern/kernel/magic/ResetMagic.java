package dev.tern.kernel.magic;

/** Forgets everything but the class path. */
final class ResetMagic implements Magic {
    @Override
    public String name() {
        return "reset";
    }

    @Override
    public String help() {
        return "%reset  forgets every variable, method, type and import of the session";
    }

    @Override
    public void run(MagicCall call) throws MagicException {
        call.session().reset();
    }
}
