package dev.tern.kernel.session;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import jdk.jshell.JShell;
import jdk.jshell.Snippet;
import jdk.jshell.SourceCodeAnalysis.SnippetWrapper;
import org.jspecify.annotations.Nullable;

/** Tells a spectator which lines of the compiler's classes are which lines of the cells. */
final class Origins {
    private final Spectator spectator;
    private final ThreadLocal<@Nullable Place> expected = new ThreadLocal<>();
    private volatile @Nullable JShell shell;

    Origins(Spectator spectator) {
        this.spectator = spectator;
    }

    void in(JShell opened) {
        shell = opened;
    }

    Spectator spectator() {
        return spectator;
    }

    /** The current thread compiles what stands here, or nothing that has a place. */
    void expect(@Nullable Place place) {
        expected.set(place);
    }

    /** The current thread is about to run a statement, which the compiler lists only now. */
    void running(String cell, String type) {
        Place place = expected.get();
        JShell listing = shell;
        if (place == null || listing == null) {
            return;
        }
        List<Snippet> newestFirst = new ArrayList<>(listing.snippets().toList());
        Collections.reverse(newestFirst);
        for (Snippet snippet : newestFirst) {
            if (snippet.kind() != Snippet.Kind.IMPORT
                    && listing.status(snippet).isDefined()
                    && type.equals(wrapper(listing, snippet).fullClassName())) {
                located(snippet, place);
                break;
            }
        }
        spectator.running(cell, type);
    }

    /** A snippet that was compiled stands here. */
    void located(Snippet snippet, @Nullable Place place) {
        JShell listing = shell;
        if (place == null
                || listing == null
                || snippet.kind() == Snippet.Kind.IMPORT
                || !listing.status(snippet).isDefined()) {
            return;
        }
        SnippetWrapper wrapper = wrapper(listing, snippet);
        spectator.located(new Origin(wrapper.fullClassName(), place.label(), place.line(), lines(wrapper, place)));
    }

    private static SnippetWrapper wrapper(JShell listing, Snippet snippet) {
        return listing.sourceCodeAnalysis().wrapper(snippet);
    }

    /** A line of the class belongs to the line of the snippet from which most of it was copied. */
    private static NavigableMap<Integer, Integer> lines(SnippetWrapper wrapper, Place place) {
        NavigableMap<Integer, Integer> lines = new TreeMap<>();
        String source = wrapper.source();
        String[] wrapped = wrapper.wrapped().split("\n", -1);
        int start = 0;
        boolean inClass = false;
        for (int i = 0; i < wrapped.length; i++) {
            String line = wrapped[i];
            int copied = 0;
            int black = 0;
            int from = -1;
            for (int at = 0; inClass && at < line.length(); at++) {
                char letter = line.charAt(at);
                if (!Character.isWhitespace(letter)) {
                    black++;
                    int position = wrapper.wrappedToSourcePosition(start + at);
                    if (position >= 0 && position < source.length() && source.charAt(position) == letter) {
                        copied++;
                        from = from < 0 ? position : from;
                    }
                }
            }
            if (from >= 0 && 2 * copied >= black) {
                lines.put(
                        i + 1,
                        place.line()
                                + (int) source.substring(0, from)
                                        .chars()
                                        .filter(letter -> letter == '\n')
                                        .count());
            }
            inClass |= line.startsWith("class $JShell$");
            start += line.length() + 1;
        }
        return lines;
    }
}
