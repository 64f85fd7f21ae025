package dev.tern.install.lab;

import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A Python that has what a test needs: the program named by the property tern.python, or else a virtual environment
 * under target that is filled as far as pip can fetch. A test that cannot have it is skipped, never passed.
 */
final class PythonEnvironment {
    private static final Path FOLDER = Path.of("target", "jupyter").toAbsolutePath();

    private final Path python;
    private final JupyterFolders folders;

    /**
     * What a program said, output and errors together.
     *
     * @param exitCode -1 where it took too long
     */
    record Run(int exitCode, String said) {}

    private PythonEnvironment(Path python, JupyterFolders folders) {
        this.python = python;
        this.folders = folders;
    }

    /**
     * An environment in which these modules can be imported; skips the test where that cannot be.
     *
     * @param modules names that are the same for import and for pip
     */
    static PythonEnvironment with(JupyterFolders folders, String... modules) throws IOException, InterruptedException {
        String given = System.getProperty("tern.python");
        Path python = given == null
                ? FOLDER.resolve(File.separatorChar == '\\' ? "Scripts\\python.exe" : "bin/python")
                : Path.of(given);
        PythonEnvironment environment = new PythonEnvironment(python, folders);
        if (given == null && !Files.exists(python)) {
            Run made = environment.start(60, List.of("python3", "-m", "venv", FOLDER.toString()));
            assumeTrue(made.exitCode() == 0, "no Python that can make a virtual environment: " + made.said());
        }
        if (environment.run(60, "-c", "import " + String.join(", ", modules)).exitCode() != 0) {
            assumeTrue(given == null, given + " cannot import " + String.join(", ", modules));
            List<String> fetch = new ArrayList<>(
                    List.of(python.toString(), "-m", "pip", "install", "-q", "--retries", "0", "--timeout", "5"));
            fetch.addAll(List.of(modules));
            Run fetched = environment.start(180, fetch);
            assumeTrue(
                    fetched.exitCode() == 0, "pip cannot fetch " + String.join(", ", modules) + ": " + fetched.said());
        }
        return environment;
    }

    /** Fetches one more module when it is missing; false where that cannot be. */
    boolean add(String module) throws IOException, InterruptedException {
        return run(60, "-c", "import " + module).exitCode() == 0
                || System.getProperty("tern.python") == null
                        && run(120, "-m", "pip", "install", "-q", "--retries", "0", "--timeout", "5", module)
                                        .exitCode()
                                == 0;
    }

    /** The first Python on the PATH that has these modules already, or else what {@link #with} makes. */
    static PythonEnvironment having(JupyterFolders folders, String... modules)
            throws IOException, InterruptedException {
        if (System.getProperty("tern.python") == null) {
            for (String folder : System.getenv().getOrDefault("PATH", "").split(File.pathSeparator)) {
                Path python = Path.of(folder, "python3");
                PythonEnvironment found = new PythonEnvironment(python, folders);
                if (Files.isExecutable(python)
                        && found.run(60, "-c", "import " + String.join(", ", modules))
                                        .exitCode()
                                == 0) {
                    return found;
                }
            }
        }
        return with(folders, modules);
    }

    /** Runs Python with these arguments to its end, at most so many seconds. */
    Run run(int seconds, String... arguments) throws IOException, InterruptedException {
        return start(seconds, command(arguments));
    }

    /** The command line that runs Python with these arguments. */
    List<String> command(String... arguments) {
        List<String> command = new ArrayList<>(List.of(python.toString()));
        command.addAll(List.of(arguments));
        return command;
    }

    private Run start(int seconds, List<String> command) throws IOException, InterruptedException {
        Path said = Files.createTempFile("said", ".txt");
        try {
            ProcessBuilder builder =
                    new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(said.toFile());
            builder.environment().putAll(folders.environment());
            Process process;
            try {
                process = builder.start();
            } catch (IOException missing) {
                return abort("cannot start " + command.get(0) + ": " + missing.getMessage());
            }
            if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
                return new Run(-1, "took longer than " + seconds + " s: " + Files.readString(said));
            }
            return new Run(process.exitValue(), Files.readString(said));
        } finally {
            Files.delete(said);
        }
    }
}
