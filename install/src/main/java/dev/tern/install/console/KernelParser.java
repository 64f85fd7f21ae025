package dev.tern.install.console;

import java.util.List;
import org.jline.reader.Candidate;
import org.jline.reader.Completer;
import org.jline.reader.CompletingParsedLine;
import org.jline.reader.EOFError;
import org.jline.reader.LineReader;
import org.jline.reader.ParsedLine;
import org.jline.reader.Parser;

/** Lets the kernel judge whether a line is whole, and what could stand at the cursor. */
final class KernelParser implements Parser, Completer {
    private record Line(String line, int cursor, int start) implements CompletingParsedLine {
        @Override
        public String word() {
            return line.substring(start, cursor);
        }

        @Override
        public int wordCursor() {
            return cursor - start;
        }

        @Override
        public int wordIndex() {
            return 0;
        }

        @Override
        public List<String> words() {
            return List.of(word());
        }

        @Override
        public CharSequence escape(CharSequence candidate, boolean complete) {
            return candidate;
        }

        @Override
        public int rawWordCursor() {
            return wordCursor();
        }

        @Override
        public int rawWordLength() {
            return wordCursor();
        }
    }

    private final Conversation conversation;
    private List<String> matches = List.of();

    KernelParser(Conversation conversation) {
        this.conversation = conversation;
    }

    @Override
    public ParsedLine parse(String line, int cursor, ParseContext context) {
        if (context == ParseContext.ACCEPT_LINE && !line.isBlank() && conversation.isIncomplete(line)) {
            throw new EOFError(-1, cursor, "more lines needed");
        }
        if (context != ParseContext.COMPLETE) {
            return new Line(line, cursor, 0);
        }
        Conversation.Completions completions = conversation.complete(line, cursor);
        matches = completions.matches();
        return new Line(line, cursor, completions.start());
    }

    @Override
    public void complete(LineReader reader, ParsedLine line, List<Candidate> candidates) {
        for (String match : matches) {
            // Not "complete": no blank is to follow a name.
            candidates.add(new Candidate(match, match, null, null, null, null, false));
        }
    }
}
