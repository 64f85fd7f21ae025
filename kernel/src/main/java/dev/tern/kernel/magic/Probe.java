package dev.tern.kernel.magic;

import dev.tern.kernel.display.MimeBundle;
import org.jspecify.annotations.Nullable;

/** Calls the classes of the package probe in the process that runs the user's code. */
final class Probe {
    private static final String PACKAGE = "dev.tern.kernel.magic.probe.";

    private Probe() {}

    /** What a probe answers; null when it failed, which then is the outcome of the call. */
    static @Nullable MimeBundle ask(MagicCall call, String probe, String method) {
        return ask(call, probe, method, 0);
    }

    /** As above, with code of the user behind so many lines. */
    static @Nullable MimeBundle ask(MagicCall call, String probe, String method, int linesInFront) {
        // A variable named dev would hide the package from a full name; an import sees it.
        String name = "Tern" + probe;
        try {
            return call.evaluate("import " + PACKAGE + name + "; " + name + "." + method, linesInFront);
        } finally {
            call.session().analyze(shell -> {
                shell.imports()
                        .filter(each -> each.fullname().startsWith(PACKAGE))
                        .toList()
                        .forEach(shell::drop);
                return name;
            });
        }
    }
}
