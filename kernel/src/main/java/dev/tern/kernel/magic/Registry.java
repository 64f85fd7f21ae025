package dev.tern.kernel.magic;

import dev.tern.kernel.session.Session;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;

/** All magics by their names: the built-in ones, those on the kernel's class path, and those that jars bring along. */
final class Registry {
    private final Map<String, Magic> byName = new ConcurrentSkipListMap<>();
    private final Extensions extensions;
    private final Magic shell;

    Registry(Session session, List<Magic> provided) {
        Environment environment = new Environment(session);
        extensions = new Extensions(session, this);
        shell = ShellMagic.system("sh", environment);
        for (Magic magic : List.of(
                shell,
                ShellMagic.bash(environment),
                new MavenMagic(extensions),
                new ClassPathMagic(extensions),
                new LoadMagic(),
                new ListMagic(this),
                new HelpMagic(this),
                new TimeMagic(),
                new TimeItMagic(),
                new WhoMagic(),
                new VariablesMagic("whos"),
                new VariablesMagic("variables"),
                new MemoryMagic(),
                new FolderMagic("pwd"),
                new FolderMagic("cd"),
                new ResetMagic(extensions),
                new EnvironmentMagic(environment),
                new HistoryMagic())) {
            byName.put(magic.name(), magic);
        }
        provided.forEach(this::add);
    }

    /** Adds one, unless its name is taken. */
    boolean add(Magic magic) {
        return byName.putIfAbsent(magic.name(), magic) == null;
    }

    /** Whether a magic of this name is known already. */
    boolean has(String name) {
        return byName.containsKey(name);
    }

    /** All of them, by name. */
    Collection<Magic> all() {
        extensions.searchClassPath();
        return byName.values();
    }

    /** The magic of a line. */
    Magic line(String name) throws MagicException {
        Magic magic = named(name);
        if (!magic.help().allows("%")) {
            throw new MagicException("%" + name + " takes a whole cell: type %%" + name
                    + " on the first line and the rest below. %help " + name + " says more.");
        }
        return magic;
    }

    /** The magic of a whole cell. */
    Magic cell(String name) throws MagicException {
        Magic magic = named(name);
        if (!magic.help().allows("%%")) {
            throw new MagicException(
                    "%" + name + " stands on a line: type it with one percent sign. %help " + name + " says more.");
        }
        return magic;
    }

    /** The magic that {@code !command} means. */
    Magic shell() {
        return shell;
    }

    /** The magic of this name, with or without percent signs. */
    Magic named(String typed) throws MagicException {
        String name = typed.replaceFirst("^%{1,2}", "");
        Magic magic = byName.get(name);
        if (magic == null) {
            extensions.searchClassPath();
            magic = byName.get(name);
        }
        if (magic == null) {
            Optional<String> near = Words.nearest(name, byName.keySet());
            throw new MagicException("There is no magic %" + name + "."
                    + near.map(word -> " Did you mean %" + word + "?").orElse("") + " %lsmagic lists those there are.");
        }
        return magic;
    }
}
