package dev.tern.install;

import dev.tern.install.notebook.TerminalView;
import java.io.Console;
import java.util.Map;

/** Whether a person sits in front of this process. */
final class Terminals {
    private Terminals() {}

    static TerminalView view() {
        Map<String, String> environment = System.getenv();
        boolean plain = environment.containsKey("NO_COLOR") || "dumb".equals(environment.get("TERM"));
        return new TerminalView(
                System.out, isInteractive() && !plain ? TerminalView.Kind.TERMINAL : TerminalView.Kind.PLAIN);
    }

    /** Whether input and output both are a terminal. */
    static boolean isInteractive() {
        Console console = System.console();
        if (console == null) {
            return false;
        }
        try { // From 22 on there may be a console over pipes, too.
            return (boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (ReflectiveOperationException olderJdk) {
            return true;
        }
    }
}
