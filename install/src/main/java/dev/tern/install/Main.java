package dev.tern.install;

import dev.tern.install.client.KernelException;
import dev.tern.install.notebook.NotebookException;
import java.io.IOException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;

/** The command line of Tern. */
@Command(
        name = "tern",
        description = "A Jupyter kernel for Java that opens with a small language for quantizing neural networks.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            RunCommand.class,
            PredictCommand.class,
            ConsoleCommand.class,
            InstallCommand.class,
            UninstallCommand.class,
            DoctorCommand.class,
            HelpCommand.class
        })
public final class Main implements Runnable {
    private final CommandLine line;

    private Main() {
        line = new CommandLine(this);
    }

    public static void main(String[] args) {
        System.exit(run(args));
    }

    /** Runs one command; returns its exit code: 0 done, 1 failed, 2 asked wrongly. */
    static int run(String... args) {
        return new Main()
                .line
                .setExecutionExceptionHandler((failure, command, parsed) -> {
                    if (failure instanceof UserError
                            || failure instanceof KernelException
                            || failure instanceof NotebookException
                            || failure instanceof IOException) {
                        command.getErr().println("tern: " + message(failure));
                        return 1;
                    }
                    throw failure;
                })
                .execute(args);
    }

    /** Without a command: how to use it. */
    @Override
    public void run() {
        line.usage(System.out);
    }

    private static String message(Exception failure) {
        return failure instanceof IOException ? failure.toString() : String.valueOf(failure.getMessage());
    }
}
