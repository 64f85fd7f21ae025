package dev.tern.kernel.magic;

import java.util.Collection;
import java.util.stream.Collectors;

/** Lists all magics with their help. */
final class ListMagic implements Magic {
    private final Collection<Magic> all;

    ListMagic(Collection<Magic> all) {
        this.all = all;
    }

    @Override
    public String name() {
        return "lsmagic";
    }

    @Override
    public String help() {
        return "%lsmagic  lists the magics";
    }

    @Override
    public void run(MagicCall call) {
        call.print(all.stream().map(Magic::help).collect(Collectors.joining("\n")));
    }
}
