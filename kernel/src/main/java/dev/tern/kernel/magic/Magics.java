package dev.tern.kernel.magic;

import dev.tern.kernel.session.Cell;
import dev.tern.kernel.session.Outcome;
import dev.tern.kernel.session.Session;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Runs cells whose lines may be magics: {@code %name arguments} for the line, {@code %%name} for the whole cell. */
public final class Magics {
    private static final Pattern LINE = Pattern.compile("^[ \\t]*%([A-Za-z]\\w*)(.*)$", Pattern.MULTILINE);
    private static final Pattern CELL = Pattern.compile("\\A\\s*%%([A-Za-z]\\w*)([^\\n]*)\\n?");

    private final Map<String, Magic> byName = new TreeMap<>();
    private final Session session;
    private final List<String> history;
    private final BiConsumer<String, String> out;

    /**
     * @param history the cells run so far, oldest first
     * @param out takes a cell's id and a text to print under it
     */
    public Magics(Session session, List<String> history, BiConsumer<String, String> out) {
        this.session = session;
        this.history = history;
        this.out = out;
        for (Magic magic : List.of(
                new MavenMagic(),
                new ClassPathMagic(),
                new ListMagic(byName.values()),
                new TimeMagic(),
                new WhoMagic(),
                new ResetMagic(),
                new EnvironmentMagic(),
                new HistoryMagic())) {
            byName.put(magic.name(), magic);
        }
        try {
            ServiceLoader.load(Magic.class).forEach(magic -> byName.put(magic.name(), magic));
        } catch (ServiceConfigurationError broken) {
            System.err.println("A magic could not be loaded: " + broken.getMessage());
        }
    }

    /** The names of all magics that begin like this. */
    public List<String> named(String beginning) {
        return byName.keySet().stream()
                .filter(name -> name.startsWith(beginning))
                .toList();
    }

    /** Runs a cell, its magics and the Java between them in order, up to the first failure. */
    public Outcome run(Cell cell) {
        Matcher whole = CELL.matcher(cell.code());
        if (whole.find()) {
            String arguments = whole.group(2) + "\n" + cell.code().substring(whole.end());
            return call(whole.group(1), arguments, cell, cell.firstLine() + 1);
        }
        Matcher lines = LINE.matcher(cell.code());
        Outcome outcome = Outcome.NOTHING;
        int done = 0;
        while (lines.find()) {
            outcome = java(cell, done, lines.start());
            if (outcome.failure() == null) {
                outcome = call(lines.group(1), lines.group(2).strip(), cell, line(cell, lines.start()));
            }
            if (outcome.failure() != null) {
                return outcome;
            }
            done = lines.end();
        }
        return done > 0 && cell.code().substring(done).isBlank()
                ? outcome
                : java(cell, done, cell.code().length());
    }

    private Outcome java(Cell cell, int from, int to) {
        String code = cell.code().substring(from, to);
        if (from > 0 && code.isBlank()) {
            return Outcome.NOTHING;
        }
        return session.run(new Cell(cell.id(), cell.label(), code, line(cell, from), cell.allowStdin()));
    }

    private Outcome call(String name, String arguments, Cell cell, int line) {
        Magic magic = byName.get(name);
        if (magic == null) {
            return failed("There is no magic %" + name + ". Type %lsmagic for those there are.");
        }
        MagicCall call = new MagicCall(
                arguments,
                session,
                new ArrayList<>(history),
                text -> out.accept(cell.id(), text),
                code -> session.run(new Cell(cell.id(), cell.label(), code, line, cell.allowStdin())));
        try {
            magic.run(call);
            return call.outcome();
        } catch (MagicException wrong) {
            return failed("%" + name + ": " + wrong.getMessage());
        }
    }

    private static Outcome failed(String message) {
        return Outcome.failed("MagicError", message, List.of("\u001b[31mMagicError\u001b[0m: " + message));
    }

    private static int line(Cell cell, int offset) {
        return cell.firstLine()
                + (int) cell.code()
                        .substring(0, offset)
                        .chars()
                        .filter(c -> c == '\n')
                        .count();
    }
}
