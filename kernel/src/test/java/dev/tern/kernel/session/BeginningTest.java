package dev.tern.kernel.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import jdk.jshell.JShell;
import jdk.jshell.Snippet;
import org.junit.jupiter.api.Test;

class BeginningTest {
    private static final List<String> IMPORTS = List.of(
            "import java.util.*;", "import static java.lang.Math.max;", "import java.util.concurrent.TimeUnit;");

    private static void assertRuns(JShell shell, String code) {
        assertThat(shell.eval(code)).as(code).allSatisfy(event -> {
            assertThat(event.status()).isEqualTo(Snippet.Status.VALID);
            assertThat(event.exception()).isNull();
        });
    }

    @Test
    void allImportsAreInForce() {
        try (JShell shell = JShell.builder().executionEngine("local").build()) {
            new Beginning(IMPORTS).run(shell);
            assertRuns(shell, "List<TimeUnit> units = new ArrayList<>();");
            assertRuns(shell, "int most = max(1, 2);");
        }
    }

    @Test
    void oneThatFailsCostsNoOther() {
        try (JShell shell = JShell.builder().executionEngine("local").build()) {
            new Beginning(List.of(IMPORTS.get(0), "import no.such.Type;", IMPORTS.get(1), "int x = max(3, 4);"))
                    .run(shell);
            assertRuns(shell, "List<String> words = new LinkedList<>();");
            assertRuns(shell, "x + max(1, 2)");
        }
    }

    @Test
    void whatBeganASessionIsNotAmongWhatWasDeclaredInIt() {
        Beginning beginning = new Beginning(List.of(IMPORTS.get(0), IMPORTS.get(1), "int x = 1;"));
        try (JShell shell = JShell.builder().executionEngine("local").build()) {
            beginning.run(shell);
            shell.eval("import java.io.*;");
            assertThat(shell.snippets().filter(each -> !beginning.contains(each.source())))
                    .extracting(Snippet::source)
                    .containsExactly("import java.io.*;");
        }
    }
}
