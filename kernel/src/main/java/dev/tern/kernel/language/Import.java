package dev.tern.kernel.language;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import jdk.jshell.ImportSnippet;
import jdk.jshell.JShell;

/**
 * Something a session imports. JShell knows of one import a snippet, but a snippet may hold several.
 *
 * @param name such as {@code java.util.List}, or with a star at its end
 */
record Import(String name, boolean isStatic) {
    private static final Pattern IMPORT =
            Pattern.compile("\\bimport\\s+(static\\s+)?([\\p{L}\\p{N}_$]+(?:\\.[\\p{L}\\p{N}_$]+)+(?:\\.\\*)?)");

    /** All that is in force. */
    static Stream<Import> of(JShell shell) {
        return shell.imports().flatMap(Import::in);
    }

    private static Stream<Import> in(ImportSnippet snippet) {
        List<Import> all = new ArrayList<>();
        Matcher matcher = IMPORT.matcher(snippet.source());
        while (matcher.find()) {
            all.add(new Import(matcher.group(2), matcher.group(1) != null));
        }
        return all.isEmpty() ? Stream.of(new Import(snippet.fullname(), snippet.isStatic())) : all.stream();
    }
}
