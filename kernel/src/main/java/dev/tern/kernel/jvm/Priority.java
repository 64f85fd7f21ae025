package dev.tern.kernel.jvm;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** How much of the machine a process gets when others want it too. */
public enum Priority {
    /** As much as others: somebody waits for it. */
    NORMAL {
        @Override
        List<String> command() {
            return new ArrayList<>();
        }
    },

    /** What others leave, where that can be asked for. */
    LOWEST {
        @Override
        List<String> command() {
            return new ArrayList<>(Files.isExecutable(NICE) ? List.of(NICE.toString(), "-n", "19") : List.of());
        }
    };

    private static final Path NICE = Path.of("/usr/bin/nice");

    /** The beginning of a command that runs the rest of it so. */
    abstract List<String> command();
}
