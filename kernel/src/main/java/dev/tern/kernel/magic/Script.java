package dev.tern.kernel.magic;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Commands for a shell, on their way there. */
enum Script {
    /** As an argument: Java writes arguments in the charset of the locale. */
    AS_ARGUMENT {
        @Override
        Process start(List<String> shell, String text, Consumer<ProcessBuilder> prepare) throws IOException {
            return launch(
                    prepare, Stream.concat(shell.stream(), Stream.of(text)).toList(), nothing());
        }
    },

    /** As UTF-8 on the standard input of a Unix shell, read to its end before the first command could read from it. */
    AS_INPUT {
        @Override
        Process start(List<String> shell, String text, Consumer<ProcessBuilder> prepare) throws IOException {
            Process process = launch(
                    prepare,
                    Stream.concat(shell.stream(), Stream.of("eval \"$(cat)\"")).toList(),
                    ProcessBuilder.Redirect.PIPE);
            try (OutputStream input = process.getOutputStream()) {
                input.write(text.getBytes(StandardCharsets.UTF_8));
            }
            return process;
        }
    };

    /**
     * Starts a shell.
     *
     * @param shell the program and its option for a command, such as {@code sh -c}
     * @param text the commands
     * @param prepare gives the process its environment
     */
    abstract Process start(List<String> shell, String text, Consumer<ProcessBuilder> prepare) throws IOException;

    /** How this text arrives as it is. */
    static Script carrying(String text) {
        // The JDKs before 18 write arguments in the first, later ones in the second.
        boolean spelled = Stream.of(Charset.defaultCharset(), Charset.forName(System.getProperty("sun.jnu.encoding")))
                .allMatch(charset -> charset.newEncoder().canEncode(text));
        return spelled || File.separatorChar == '\\' ? AS_ARGUMENT : AS_INPUT;
    }

    private static Process launch(Consumer<ProcessBuilder> prepare, List<String> command, ProcessBuilder.Redirect input)
            throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectInput(input);
        prepare.accept(builder);
        return builder.start();
    }

    private static ProcessBuilder.Redirect nothing() {
        return ProcessBuilder.Redirect.from(new File(File.separatorChar == '\\' ? "NUL" : "/dev/null"));
    }
}
