package dev.tern.kernel.language;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import jdk.jshell.JShell;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The compiler that JShell keeps and one made for the purpose judge alike. */
class KeptCompilerTest {
    private static final List<String> SNIPPETS = List.of(
            "int x = 1;",
            "int int = 1;",
            "x + 1",
            "for (;;) {",
            "import java.util.*;",
            "import java.util.*",
            "class A { int f() { return 1; } }",
            "class A { int f( { return 1; } }",
            "record Point(int x, int y) {}",
            "var f = (Runnable) () -> {};",
            "x = = 2",
            "switch (1) { case 1 -> {} }",
            "\"text",
            "'ab'",
            "0x",
            "List<String> a = new ArrayList<>()",
            "a < b",
            "@Override public String toString() { return \"\"; }",
            "",
            "}",
            "/* open");

    private final JShell shell = JShell.builder().executionEngine("local").build();

    @AfterEach
    void close() {
        shell.close();
    }

    private void judgesAlike() {
        Syntax.Parser kept = new KeptCompiler(shell);
        for (String snippet : SNIPPETS) {
            assertThat(Syntax.isBroken(snippet, kept))
                    .as(snippet)
                    .isEqualTo(Syntax.isBroken(snippet, Syntax.NEW_COMPILER))
                    .isEqualTo(!Syntax.errors(snippet).isEmpty());
        }
    }

    private long kept() throws ReflectiveOperationException {
        Object pool = Inside.get(Inside.get(shell, "taskFactory"), "javacTaskPool");
        Map<List<String>, Queue<?>> contexts = Inside.get(pool, "options2Contexts");
        return contexts.values().stream().mapToLong(Collection::size).sum();
    }

    @Test
    void beforeAnythingWasCompiled() {
        judgesAlike();
    }

    @Test
    void afterwardsAndWithoutAnotherCompiler() throws ReflectiveOperationException {
        shell.eval("int x = 1;");
        shell.eval("int f(int y) { return x + y; }");
        long before = kept();
        assertThat(before).isPositive();
        judgesAlike();
        assertThat(kept()).isEqualTo(before);
    }

    /** Declarations that were only parsed are not known to what is compiled next. */
    @Test
    void whatWasParsedIsNotDeclared() {
        shell.eval("int x = 1;");
        judgesAlike();
        assertThat(shell.eval("A a = null;").get(0).status()).isNotEqualTo(jdk.jshell.Snippet.Status.VALID);
        assertThat(shell.eval("x + 1").get(0).value()).isEqualTo("2");
        judgesAlike();
        assertThat(shell.eval("x + 2").get(0).value()).isEqualTo("3");
    }
}
