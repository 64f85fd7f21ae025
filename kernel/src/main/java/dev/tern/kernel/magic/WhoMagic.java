package dev.tern.kernel.magic;

import java.util.List;

/** Lists the variables of the session with their types. */
final class WhoMagic implements Magic {
    @Override
    public String name() {
        return "who";
    }

    @Override
    public String help() {
        return "%who  lists the variables with their types";
    }

    @Override
    public void run(MagicCall call) throws MagicException {
        List<String> lines = call.session()
                .analyze(shell -> shell.variables()
                        .filter(variable -> !variable.name().startsWith("$"))
                        .map(variable -> variable.typeName() + " " + variable.name())
                        .toList());
        if (!lines.isEmpty()) {
            call.print(String.join("\n", lines));
        }
    }
}
