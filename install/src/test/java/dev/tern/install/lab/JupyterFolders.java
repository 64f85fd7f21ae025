package dev.tern.install.lab;

import dev.tern.install.client.Distribution;
import dev.tern.install.spec.KernelSpec;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.jspecify.annotations.Nullable;

/**
 * Every folder that Jupyter reads and writes, all under one, so that neither the user's settings nor the user's
 * kernels take part in a test.
 */
record JupyterFolders(Path root) {
    private static @Nullable JupyterFolders shared;

    /** The name under which {@link #installKernel} writes the kernelspec. */
    static final String KERNEL = "tern-test";

    /** The folders under target that all tests of this run share, empty at first: a kernel is a large copy. */
    static synchronized JupyterFolders shared() throws IOException {
        JupyterFolders folders = shared;
        if (folders == null) {
            Path root = Path.of("target", "lab").toAbsolutePath();
            delete(root);
            folders = new JupyterFolders(Files.createDirectories(root));
            shared = folders;
        }
        return folders;
    }

    /** The folder with the notebooks. */
    Path notebooks() {
        return root.resolve("notebooks");
    }

    Path runtime() {
        return root.resolve("runtime");
    }

    /** What tells Jupyter to use these folders. */
    Map<String, String> environment() {
        return Map.of(
                "JUPYTER_CONFIG_DIR", root.resolve("config").toString(),
                "JUPYTER_DATA_DIR", root.resolve("data").toString(),
                "JUPYTER_RUNTIME_DIR", runtime().toString(),
                "JUPYTERLAB_SETTINGS_DIR", root.resolve("settings").toString(),
                "JUPYTERLAB_WORKSPACES_DIR", root.resolve("workspaces").toString(),
                "PYDEVD_DISABLE_FILE_VALIDATION", "1");
    }

    /** Writes the kernelspec that {@code tern install} would write, from the class path of this test; once. */
    void installKernel() throws IOException {
        Files.createDirectories(notebooks());
        Files.createDirectories(runtime());
        KernelSpec kernel = KernelSpec.of(root.resolve("data").resolve("kernels"), KERNEL);
        if (!kernel.exists()) {
            Path jars = jars();
            kernel.install(jars, Distribution.java(), "Tern under test");
            delete(jars);
        }
    }

    /** A setting of JupyterLab, as its settings editor would save it. */
    void setting(String extension, String plugin, String json) throws IOException {
        Path folder = Files.createDirectories(
                root.resolve("settings").resolve("@jupyterlab").resolve(extension));
        Files.writeString(folder.resolve(plugin + ".jupyterlab-settings"), json);
    }

    private Path jars() throws IOException {
        Path jars = Files.createDirectories(root.resolve("jars"));
        int number = 0;
        for (String entry : Distribution.classPaths().cells().split(File.pathSeparator)) {
            Path jar = jars.resolve(number++ + ".jar");
            if (Files.isRegularFile(Path.of(entry))) {
                Files.copy(Path.of(entry), jar);
            } else if (Files.isDirectory(Path.of(entry))) {
                pack(Path.of(entry), jar);
            }
        }
        return jars;
    }

    private static void delete(Path tree) throws IOException {
        if (!Files.exists(tree)) {
            return;
        }
        try (Stream<Path> files = Files.walk(tree)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private static void pack(Path classes, Path jar) throws IOException {
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar));
                Stream<Path> files = Files.walk(classes)) {
            files.filter(Files::isRegularFile).forEach(file -> {
                try {
                    out.putNextEntry(
                            new ZipEntry(classes.relativize(file).toString().replace(File.separatorChar, '/')));
                    Files.copy(file, out);
                } catch (IOException failed) {
                    throw new UncheckedIOException(failed);
                }
            });
        }
    }
}
