package dev.tern.install.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.tern.install.UserError;
import dev.tern.kernel.jvm.Archives;
import dev.tern.kernel.jvm.ClassPaths;
import dev.tern.kernel.jvm.Role;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KernelSpecTest {
    @TempDir
    private Path folder;

    private Path jars;
    private Path kernels;

    @BeforeEach
    void someJars() throws IOException {
        jars = Files.createDirectories(folder.resolve("jars"));
        kernels = folder.resolve("data").resolve("kernels");
        Files.writeString(jars.resolve("a.jar"), "a");
        Files.writeString(jars.resolve("b.jar"), "b");
    }

    @Test
    void installWritesWhatJupyterReads() throws IOException {
        KernelSpec spec = KernelSpec.of(kernels, "tern");
        spec.install(jars, Path.of("/jdk/bin/java"), "Java (Tern)");

        JsonObject json = JsonParser.parseString(Files.readString(spec.folder().resolve("kernel.json")))
                .getAsJsonObject();
        assertThat(json.get("display_name").getAsString()).isEqualTo("Java (Tern)");
        assertThat(json.get("language").getAsString()).isEqualTo("java");
        assertThat(json.get("interrupt_mode").getAsString()).isEqualTo("message");
        assertThat(json.getAsJsonObject("env").get("OMP_NUM_THREADS").getAsString())
                .isEqualTo("1");
        assertThat(spec.command())
                .startsWith(Path.of("/jdk/bin/java").toString())
                .endsWith("dev.tern.kernel.KernelMain", "{connection_file}")
                .anyMatch(word -> word.startsWith(spec.folder().resolve("lib").toString()));
        assertThat(spec.folder().resolve("lib").resolve("b.jar")).hasContent("b");
        assertThat(ImageIO.read(spec.folder().resolve("logo-64x64.png").toFile())
                        .getWidth())
                .isEqualTo(64);
        assertThat(spec.folder().resolve("logo-svg.svg")).content().contains("<svg");
        assertThat(spec.isOurs()).isTrue();
        assertOnly("tern");
    }

    @Test
    void theCommandNamesEachJarInOrderAndTheArchiveBesideThem() throws IOException {
        KernelSpec spec = KernelSpec.of(kernels, "tern");
        spec.install(jars, Path.of("/jdk/bin/java"), "Java (Tern)");

        List<String> command = spec.command();
        Path lib = spec.folder().resolve("lib");
        String classPath = lib.resolve("a.jar") + File.pathSeparator + lib.resolve("b.jar");
        assertThat(command.get(command.indexOf("-cp") + 1)).isEqualTo(classPath);
        assertThat(spec.classPaths()).isEqualTo(ClassPaths.both(classPath));
        assertThat(command)
                .containsAll(Role.FRONT.flags())
                .containsAll(Archives.of(spec.classPaths()).orElseThrow().lastingFlags(Role.FRONT))
                .anyMatch(flag -> flag.startsWith("-XX:")
                        && flag.contains(spec.folder().resolve("archive").toString()));
    }

    @Test
    void theFrontIsStartedWithItsOwnJarsAndToldWhatCellsSee() throws IOException {
        for (String name : List.of("tern-dsl-1.jar", "tern-install-1.jar", "tern-kernel-1.jar")) {
            Files.writeString(jars.resolve(name), name);
        }
        KernelSpec spec = KernelSpec.of(kernels, "tern");
        spec.install(jars, Path.of("/jdk/bin/java"), "Java (Tern)");

        List<String> command = spec.command();
        assertThat(command.get(command.indexOf("-cp") + 1))
                .isEqualTo(joined(spec, "tern-kernel-1.jar", "tern-install-1.jar"));
        assertThat(command)
                .contains("-D" + ClassPaths.PROPERTY + "="
                        + joined(spec, "tern-kernel-1.jar", "tern-dsl-1.jar", "tern-install-1.jar", "a.jar", "b.jar"));
    }

    private static String joined(KernelSpec spec, String... names) {
        return Stream.of(names)
                .map(name -> spec.folder().resolve("lib").resolve(name).toString())
                .collect(Collectors.joining(File.pathSeparator));
    }

    @Test
    void installAgainReplacesAndLeavesNothingBehind() throws IOException {
        KernelSpec spec = KernelSpec.of(kernels, "tern");
        spec.install(jars, Path.of("java"), "first");
        Files.delete(jars.resolve("a.jar"));
        spec.install(jars, Path.of("java"), "second");

        assertThat(spec.folder().resolve("lib").resolve("a.jar")).doesNotExist();
        assertThat(spec.folder().resolve("kernel.json")).content().contains("second");
        assertOnly("tern");
    }

    @Test
    void uninstallRemovesAll() throws IOException {
        KernelSpec spec = KernelSpec.of(kernels, "tern");
        spec.install(jars, Path.of("java"), "x");
        spec.uninstall();
        assertOnly();
        assertThatThrownBy(spec::uninstall).isInstanceOf(UserError.class).hasMessageContaining("There is no kernel");
    }

    @Test
    void anotherKernelIsLeftAlone() throws IOException {
        KernelSpec spec = KernelSpec.of(kernels, "python3");
        Files.createDirectories(spec.folder());
        Files.writeString(spec.folder().resolve("kernel.json"), "{\"argv\": [\"python\"], \"metadata\": {}}");

        assertThatThrownBy(() -> spec.install(jars, Path.of("java"), "x")).isInstanceOf(UserError.class);
        assertThatThrownBy(spec::uninstall).isInstanceOf(UserError.class);
        assertThat(spec.folder().resolve("kernel.json")).content().contains("python");
    }

    @Test
    void aFailedInstallLeavesTheOldSpec() throws IOException {
        KernelSpec spec = KernelSpec.of(kernels, "tern");
        spec.install(jars, Path.of("java"), "good");
        Path empty = Files.createDirectories(folder.resolve("empty"));

        assertThatThrownBy(() -> spec.install(empty, Path.of("java"), "bad"))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("no jars");
        assertThat(spec.folder().resolve("kernel.json")).content().contains("good");
        assertOnly("tern");
    }

    @Test
    void namesThatJupyterCannotUse() {
        for (String name : new String[] {"", "My Kernel", "../tern", "a/b"}) {
            assertThatThrownBy(() -> KernelSpec.of(kernels, name)).isInstanceOf(UserError.class);
        }
    }

    private void assertOnly(String... names) throws IOException {
        try (Stream<Path> files = Files.list(kernels)) {
            assertThat(files.map(file -> file.getFileName().toString())).containsExactly(names);
        }
    }
}
