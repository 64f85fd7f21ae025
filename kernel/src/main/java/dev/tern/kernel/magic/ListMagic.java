package dev.tern.kernel.magic;

import dev.tern.kernel.magic.probe.Table;
import java.util.List;

/** Lists all magics with their help. */
final class ListMagic implements Magic {
    private final Registry registry;

    ListMagic(Registry registry) {
        this.registry = registry;
    }

    @Override
    public String name() {
        return "lsmagic";
    }

    @Override
    public Help help() {
        return Help.of("lists the magics").usage("%lsmagic");
    }

    @Override
    public void run(MagicCall call) {
        List<List<String>> rows = registry.all().stream()
                .map(magic -> List.of(
                        magic.help().allows("%") ? "%" + magic.name() : "%%" + magic.name(),
                        String.join("\n", magic.help().usages()),
                        magic.help().summary()))
                .toList();
        call.show(new Table(List.of("magic", "usage", "what it does"), rows)
                .bundle("%help NAME says more; !COMMAND is short for %sh COMMAND"));
    }
}
