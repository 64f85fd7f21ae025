package dev.tern.install;

import dev.tern.install.client.KernelSession;
import dev.tern.install.console.PipedConsole;
import dev.tern.install.console.TerminalConsole;
import dev.tern.install.notebook.TerminalView;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code tern console}. */
@Command(
        name = "console",
        description = "Opens a prompt with completion; reads from a pipe, too.",
        footer = {"", "Tab completes, Ctrl-C stops the running code, Ctrl-D ends."})
final class ConsoleCommand implements Callable<Integer> {
    @Override
    public Integer call() throws IOException {
        TerminalView view = Terminals.view();
        try (KernelSession kernel = KernelSession.start(Path.of("").toAbsolutePath())) {
            if (!Terminals.isInteractive()) {
                Interrupts interrupts = Interrupts.of(kernel);
                BufferedReader in = new BufferedReader(new InputStreamReader(System.in, Charset.defaultCharset()));
                return interrupts.exitCode(new PipedConsole(kernel, view).run(in));
            }
            new TerminalConsole(kernel, view).run(Path.of(System.getProperty("user.home"), ".tern_history"));
            return 0;
        }
    }
}
