package dev.tern.install;

import dev.tern.install.doctor.Doctor;
import dev.tern.install.spec.JupyterPaths;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code tern doctor}. */
@Command(
        name = "doctor",
        description = "Tells what Tern needs or can use, what is there, and what to type for the rest.",
        footer = {"", "Exit code 1 when something is missing that Tern needs."})
final class DoctorCommand implements Callable<Integer> {
    @Override
    public Integer call() {
        JupyterPaths paths = JupyterPaths.ofSystem();
        String given = System.getProperty("maven.repo.local");
        Path repository = given == null ? paths.home().resolve(".m2").resolve("repository") : Path.of(given);
        return new Doctor(paths, repository).examine(System.out::println);
    }
}
