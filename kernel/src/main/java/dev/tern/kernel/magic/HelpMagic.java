package dev.tern.kernel.magic;

import java.util.List;

/** Says all there is to say about a magic. */
final class HelpMagic implements Magic {
    private final Registry registry;

    HelpMagic(Registry registry) {
        this.registry = registry;
    }

    @Override
    public String name() {
        return "help";
    }

    @Override
    public Help help() {
        return Help.of("says how a magic is used; without a name, lists them all")
                .usage("%help [NAME]")
                .note("%NAME? and %NAME --help do the same.")
                .takes(Help.Arguments.MAGICS)
                .example("%help maven");
    }

    @Override
    public void run(MagicCall call) throws MagicException {
        List<String> words = call.words();
        if (words.isEmpty()) {
            new ListMagic(registry).run(call);
            return;
        }
        for (String word : words) {
            call.print(registry.named(word).help().text());
        }
    }
}
