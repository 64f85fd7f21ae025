package dev.tern.kernel.magic;

import java.util.List;
import jdk.jshell.Snippet;

/** Forgets everything but the class path. */
final class ResetMagic implements Magic {
    private final Extensions extensions;

    ResetMagic(Extensions extensions) {
        this.extensions = extensions;
    }

    @Override
    public String name() {
        return "reset";
    }

    @Override
    public Help help() {
        return Help.of("forgets every variable, method, type and import; the class path stays")
                .usage("%reset")
                .note("The worker is replaced: its memory is given back, and its environment is that of %env.");
    }

    @Override
    public void run(MagicCall call) {
        List<Snippet> before = call.session()
                .analyze(shell -> shell.snippets()
                        .filter(snippet -> shell.status(snippet).isActive())
                        .toList());
        call.session().reset();
        if (extensions.startAgain(call)) {
            call.print("forgotten: " + count(before, Snippet.Kind.VAR, "variable") + ", "
                    + count(before, Snippet.Kind.METHOD, "method") + ", "
                    + count(before, Snippet.Kind.TYPE_DECL, "type"));
        }
    }

    private static String count(List<Snippet> snippets, Snippet.Kind kind, String noun) {
        long count = snippets.stream().filter(each -> each.kind() == kind).count();
        return count + " " + noun + (count == 1 ? "" : "s");
    }
}
