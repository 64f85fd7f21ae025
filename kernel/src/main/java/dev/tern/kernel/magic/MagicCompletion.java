package dev.tern.kernel.magic;

import dev.tern.kernel.language.Completion;
import dev.tern.kernel.language.Completion.Candidate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Completes the lines of magics: names, options and files. */
final class MagicCompletion {
    private static final int MAXIMUM_FILES = 500;
    private static final Pattern NAME = Pattern.compile("\\s*%{1,2}(\\w*)");
    private static final Pattern CALL = Pattern.compile("\\s*%{1,2}([A-Za-z]\\w*)[ \\t]+(.*)");
    private static final Pattern SHELL = Pattern.compile("\\s*!\\s*(?!=)(.*)");
    private static final Pattern CELL = Pattern.compile("\\A\\s*%%([A-Za-z]\\w*)[^\\n]*\\n");

    private final Registry registry;

    MagicCompletion(Registry registry) {
        this.registry = registry;
    }

    /** What may stand at the cursor; null when it is not in a magic, or in the Java of one. */
    @Nullable
    Completion of(String code, int cursor) {
        int start = code.lastIndexOf('\n', cursor - 1) + 1;
        String line = code.substring(start, cursor);
        Matcher name = NAME.matcher(line);
        if (name.matches()) {
            return names(name.group(1), cursor);
        }
        Matcher call = CALL.matcher(line);
        if (call.matches()) {
            return arguments(call.group(1), call.group(2), cursor);
        }
        Matcher shell = SHELL.matcher(line);
        if (shell.matches() && !line.strip().endsWith(".")) {
            Completion files = files(lastWord(shell.group(1)), cursor);
            return files.candidates().isEmpty() ? null : files;
        }
        Matcher cell = CELL.matcher(code);
        if (cell.find() && cursor >= cell.end()) {
            Help help = help(cell.group(1));
            return help != null && help.arguments() == Help.Arguments.JAVA ? null : files(lastWord(line), cursor);
        }
        return null;
    }

    private Completion names(String beginning, int cursor) {
        List<Candidate> candidates = registry.all().stream()
                .filter(magic -> magic.name().startsWith(beginning))
                .map(magic -> new Candidate(magic.name(), "magic", magic.help().summary()))
                .toList();
        return new Completion(cursor - beginning.length(), cursor, candidates);
    }

    private @Nullable Completion arguments(String name, String typed, int cursor) {
        String word = lastWord(typed);
        Help help = help(name);
        if (help == null) {
            return new Completion(cursor, cursor, List.of());
        }
        if (word.startsWith("-")) {
            List<Candidate> candidates = help.options().stream()
                    .filter(option -> option.name().startsWith(word))
                    .map(option -> new Candidate(option.name(), "option", option.value()))
                    .toList();
            return new Completion(cursor - word.length(), cursor, candidates);
        }
        return switch (help.arguments()) {
            case FILES -> files(word, cursor);
            case MAGICS -> names(word, cursor);
            case JAVA -> null;
            case FREE -> new Completion(cursor, cursor, List.of());
        };
    }

    private static Completion files(String word, int cursor) {
        int slash = word.lastIndexOf('/');
        String folder = word.substring(0, slash + 1);
        String beginning = word.substring(slash + 1);
        List<Candidate> candidates = new ArrayList<>();
        try (Stream<Path> files = Files.list(Path.of(folder.isEmpty() ? "." : folder))) {
            files.limit(MAXIMUM_FILES)
                    .filter(file -> file.getFileName().toString().startsWith(beginning))
                    .filter(file -> !beginning.isEmpty()
                            || !file.getFileName().toString().startsWith("."))
                    .sorted()
                    .forEach(file -> candidates.add(candidate(folder, file)));
        } catch (IOException | InvalidPathException | SecurityException notAFolder) {
            return new Completion(cursor, cursor, List.of());
        }
        return new Completion(cursor - word.length(), cursor, candidates);
    }

    private static Candidate candidate(String folder, Path file) {
        boolean isFolder = Files.isDirectory(file);
        String text = folder + file.getFileName() + (isFolder ? "/" : "");
        return new Candidate(text, isFolder ? "folder" : "file", "");
    }

    private static String lastWord(String typed) {
        return typed.replaceFirst("(?s).*[\\s\"']", "");
    }

    private @Nullable Help help(String name) {
        try {
            return registry.named(name).help();
        } catch (MagicException unknown) {
            return null;
        }
    }
}
