package dev.tern.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A kernel in a container where nobody chose a locale knows letters outside ASCII all the same. */
@EnabledOnOs(value = OS.LINUX, disabledReason = "elsewhere names do not depend on the locale")
class UndecidedLocaleTest {
    @TempDir
    Path folder;

    @Test
    void lettersOutsideAsciiArriveEverywhere() throws Exception {
        try (KernelFixture kernel = new KernelFixture(environment -> {
            List.of("LC_ALL", "LC_CTYPE", "LANG").forEach(environment::remove);
        })) {
            String file = "Path.of(\"" + folder + "\", \"größe 😀.txt\")";
            assertThat(kernel.run("java.nio.file.Files.writeString(java.nio.file." + file + ", \"ä\")")
                            .status())
                    .isEqualTo("ok");
            assertThat(kernel.run("%sh cat '" + folder + "/größe 😀.txt'").stream("stdout"))
                    .isEqualTo("ä");
            assertThat(kernel.run("String größe = \"ü 😀\"; größe").value()).contains("ü 😀");
            assertThat(kernel.run("System.out.print(\"ß\"); System.err.print(\"€\");").stream("stderr"))
                    .isEqualTo("€");
        }
    }
}
