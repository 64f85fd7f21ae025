package dev.tern.kernel.magic;

import java.util.List;
import java.util.stream.Collectors;

/** Lists the names of the session's variables. */
final class WhoMagic implements Magic {
    @Override
    public String name() {
        return "who";
    }

    @Override
    public Help help() {
        return Help.of("lists the names of the variables; %whos adds types and values")
                .usage("%who [NAME or TYPE ...]")
                .example("%who int");
    }

    @Override
    public void run(MagicCall call) {
        List<Variable> all = Variable.of(call.session(), call.words());
        call.print(
                all.isEmpty()
                        ? "no variables"
                        : all.stream().map(Variable::name).collect(Collectors.joining("  ")));
    }
}
