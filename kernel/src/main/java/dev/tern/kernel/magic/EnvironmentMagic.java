package dev.tern.kernel.magic;

import java.util.Optional;

/** Shows environment variables, and sets them for what is started later. */
final class EnvironmentMagic implements Magic {
    private final Environment environment;

    EnvironmentMagic(Environment environment) {
        this.environment = environment;
    }

    @Override
    public String name() {
        return "env";
    }

    @Override
    public Help help() {
        return Help.of("shows environment variables, or sets one for commands and later workers")
                .usage("%env")
                .usage("%env NAME")
                .usage("%env NAME=value")
                .note("%%bash, %sh and !command see a new value at once. A running JVM cannot change its environment:"
                        + "\nSystem.getenv sees the value after %reset, or when a worker that died is replaced.")
                .example("%env DATA=/tmp/data");
    }

    @Override
    public void run(MagicCall call) throws MagicException {
        String text = call.text();
        if (text.isEmpty()) {
            environment.all().forEach((name, value) -> call.print(name + "=" + value));
            return;
        }
        int equals = text.indexOf('=');
        if (equals >= 0) {
            set(text.substring(0, equals).strip(), text.substring(equals + 1).strip(), call);
            return;
        }
        String value = environment.get(text);
        if (value == null) {
            Optional<String> near = Words.nearest(text, environment.all().keySet());
            throw new MagicException("There is no environment variable " + text + "."
                    + near.map(name -> " Did you mean " + name + "?").orElse("") + " To set it, type %env " + text
                    + "=value.");
        }
        call.print(value);
    }

    private void set(String name, String typed, MagicCall call) throws MagicException {
        if (!name.matches("[A-Za-z_][\\w.()-]*")) {
            throw new MagicException("\"" + name + "\" is no name of a variable. Type %env NAME=value.");
        }
        String value = typed.matches("\"[^\"]*\"|'[^']*'") ? typed.substring(1, typed.length() - 1) : typed;
        environment.set(name, value);
        call.print(name + "=" + value + "  (for %%bash and %sh from now on; for System.getenv after %reset)");
    }
}
