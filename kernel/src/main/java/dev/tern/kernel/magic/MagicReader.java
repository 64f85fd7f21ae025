package dev.tern.kernel.magic;

import dev.tern.kernel.language.Completion;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a front end may ask about code with magics in it: completion, help, and what is Java. Runs nothing. */
public final class MagicReader {
    private final Parts parts;
    private final Registry registry;

    MagicReader(Parts parts, Registry registry) {
        this.parts = parts;
        this.registry = registry;
    }

    /** Whether the code begins with a magic. */
    public boolean startsWithMagic(String code) {
        try {
            List<Parts.Part> all = parts.of(code);
            return !all.isEmpty() && all.get(0).kind() != Parts.Kind.JAVA;
        } catch (MagicException misplaced) {
            return false;
        }
    }

    /** What may stand at the cursor; null when it is not in a magic, or in the Java of one. */
    public @Nullable Completion complete(String code, int cursor) {
        return new MagicCompletion(registry).of(code, cursor);
    }

    /** The help of the magic in whose name or options the cursor stands; null when it stands elsewhere. */
    public @Nullable String help(String code, int cursor) {
        try {
            for (Parts.Part part : parts.of(code)) {
                boolean named = part.kind() == Parts.Kind.LINE || part.kind() == Parts.Kind.CELL;
                if (named && part.start() <= cursor && cursor <= endOfOptions(part)) {
                    return registry.named(part.name()).help().text();
                }
            }
            return null;
        } catch (MagicException unknown) {
            return null;
        }
    }

    /**
     * The Java of a cell at its own place: every magic is blanked out, except for Java that the cursor stands in behind
     * {@code %time} or below {@code %%time}.
     */
    public String java(String code, int cursor) {
        StringBuilder java = new StringBuilder(code.replaceAll("[^\n]", " "));
        try {
            for (Parts.Part part : parts.of(code)) {
                if (part.kind() == Parts.Kind.JAVA) {
                    put(java, part.offset(), part.text());
                } else if (part.kind() == Parts.Kind.CELL && takesJava(part)) {
                    put(java, part.offset(), part.body());
                } else if (part.kind() == Parts.Kind.SHELL && part.start() <= cursor && cursor <= part.end()) {
                    // Half a name may yet become a negation.
                    put(java, part.start(), code.substring(part.start(), part.end()));
                } else if (part.offset() <= cursor && cursor <= part.end() && takesJava(part)) {
                    put(java, part.offset(), part.text());
                }
            }
        } catch (MagicException misplaced) {
            return code;
        }
        return java.toString();
    }

    private int endOfOptions(Parts.Part part) {
        boolean onlyOptions = part.kind() == Parts.Kind.LINE && !takesJava(part);
        return onlyOptions ? part.end() : part.offset() - 1;
    }

    private boolean takesJava(Parts.Part part) {
        try {
            return part.kind() != Parts.Kind.SHELL
                    && registry.named(part.name()).help().arguments() == Help.Arguments.JAVA;
        } catch (MagicException unknown) {
            return false;
        }
    }

    private static void put(StringBuilder target, int at, String text) {
        target.replace(at, at + text.length(), text);
    }
}
