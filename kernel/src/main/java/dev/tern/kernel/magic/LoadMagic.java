package dev.tern.kernel.magic;

import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** Runs the code of a file in the session. */
final class LoadMagic implements Magic {
    @Override
    public String name() {
        return "load";
    }

    @Override
    public Help help() {
        return Help.of("runs a file of Java, a JShell script or the cells of a notebook in this session")
                .usage("%load FILE or URL ...")
                .note(
                        "Files end with .java, .jsh, .jshell or .ipynb; they may have magics in them. An error names the file"
                                + "\nand its line, and what is behind it does not run.")
                .takes(Help.Arguments.FILES)
                .example("%load helpers.jsh")
                .example("%load https://example.org/notebook.ipynb");
    }

    @Override
    public void run(MagicCall call) throws MagicException {
        if (call.words().isEmpty()) {
            throw new MagicException("Which file? Type %load and the path or the URL of a .java, .jsh or .ipynb file.");
        }
        Deque<String> open = call.ofCell().files();
        for (String place : call.words()) {
            Source source = Background.await(call, () -> Source.read(place));
            if (open.contains(source.place())) {
                throw new MagicException(
                        source.place() + " loads itself: " + String.join(" loads ", chain(open, source)) + ".");
            }
            open.addLast(source.place());
            try {
                if (!run(call, source)) {
                    return;
                }
            } finally {
                open.removeLast();
            }
        }
    }

    private static boolean run(MagicCall call, Source source) {
        source.leftOut().forEach(line -> call.error(line + "\n"));
        for (Source.Piece piece : source.pieces()) {
            if (!call.runCell(piece.label(), piece.code())) {
                call.nameFailure(piece.label());
                return false;
            }
        }
        if (source.pieces().size() > 1) {
            call.print("ran " + source.pieces().size() + " cells of " + source.place());
        }
        return true;
    }

    private static List<String> chain(Deque<String> open, Source source) {
        List<String> chain = new ArrayList<>(open);
        chain.add(source.place());
        return chain;
    }
}
