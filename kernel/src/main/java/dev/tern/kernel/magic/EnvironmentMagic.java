package dev.tern.kernel.magic;

import java.util.TreeMap;

/** Shows environment variables. */
final class EnvironmentMagic implements Magic {
    @Override
    public String name() {
        return "env";
    }

    @Override
    public String help() {
        return "%env [name]  shows the environment, or one variable of it";
    }

    @Override
    public void run(MagicCall call) throws MagicException {
        if (call.words().isEmpty()) {
            new TreeMap<>(System.getenv()).forEach((name, value) -> call.print(name + "=" + value));
            return;
        }
        String name = call.words().get(0);
        String value = System.getenv(name);
        if (value == null) {
            throw new MagicException("There is no environment variable " + name + ". Set it before the kernel starts.");
        }
        call.print(value);
    }
}
