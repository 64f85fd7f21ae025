package dev.tern.kernel.language;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import jdk.jshell.JShell;
import jdk.jshell.Snippet.Status;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** With the short table JShell forgets what it forgets with the long one, and says the same of every snippet. */
class KnownClassesTest {
    private static final List<String> CODE = List.of(
            "import java.util.*;",
            "class Point { int x = 1; static class Inner { int z = 5; } }",
            "new Point().x",
            "class Point { int x = 2; int y = 3; static class Inner { int z = 6; } }",
            "new Point().y + new Point.Inner().z",
            "new Point().z",
            "int late() { return later(); }",
            "late()",
            "int later() { return 7; }",
            "late()",
            "interface Shape { int area(); }",
            "Shape one = () -> 1",
            "one.area()",
            "record Pair(int a, Point b) {}",
            "new Pair(1, new Point()).b().x",
            "List.of(new Pair(1, null)).get(0).a()",
            "new Object() { int inside = 8; }.inside",
            "nothing");

    private final JShell shell = JShell.builder().executionEngine("local").build();
    private final KnownClasses.Keeper keeper = new KnownClasses.Keeper(shell);

    @BeforeEach
    void evaluateOnce() throws ReflectiveOperationException {
        shell.eval("import java.util.*;");
        shell.eval("1 + 1");
        keeper.look();
    }

    @AfterEach
    void close() {
        shell.close();
    }

    @Test
    void everythingIsAsWithTheLongTable() throws ReflectiveOperationException {
        List<String> said = new ArrayList<>();
        List<String> expected = new ArrayList<>();
        try (JShell plain = JShell.builder().executionEngine("local").build()) {
            plain.eval("import java.util.*;");
            plain.eval("1 + 1");
            for (String code : CODE) {
                expected.add(told(plain, code));
                said.add(told(shell, code));
                keeper.look();
                assertThat(snippetsKnown()).isEmpty();
            }
        }
        assertThat(said).isEqualTo(expected);
    }

    @Test
    void theTableShowsAllOfSnippetsAndNothingElse() {
        Map<Object, Map<?, ?>> known = new java.util.HashMap<>(Map.of(
                "java.lang.String",
                Map.of("module", "class"),
                "REPL.$JShell$1",
                new java.util.HashMap<>(Map.of(1, 2))));
        KnownClasses classes = new KnownClasses(known);
        assertThat(classes.values()).containsExactly(Map.of(1, 2));
        classes.computeIfAbsent("REPL.$JShell$2", name -> Map.of(3, 4));
        classes.computeIfAbsent("java.lang.Object", name -> Map.of(5, 6));
        assertThat(classes.values()).containsExactlyInAnyOrder(Map.of(1, 2), Map.of(3, 4));
        assertThat(classes).hasSize(4);
        classes.get("REPL.$JShell$1").clear();
        assertThat(classes.values()).containsExactly(Map.of(3, 4));
        assertThat(classes).hasSize(3).doesNotContainKey("REPL.$JShell$1");
    }

    @Test
    void compilersMadeForAnotherClassPathAreLookedAfterToo() throws ReflectiveOperationException {
        shell.addToClasspath(System.getProperty("java.io.tmpdir"));
        shell.eval("2 + 2");
        assertThat(tables()).isNotEmpty().doesNotHaveAnyElementsOfTypes(KnownClasses.class);
        keeper.look();
        assertThat(tables()).hasOnlyElementsOfType(KnownClasses.class);
        assertThat(shell.eval("2 + 3").get(0).value()).isEqualTo("5");
    }

    private static String told(JShell shell, String code) {
        var event = shell.eval(code).get(0);
        String errors = event.status() == Status.REJECTED
                ? shell.diagnostics(event.snippet())
                        .map(each -> each.getCode())
                        .toList()
                        .toString()
                : "";
        return event.status() + " " + event.value() + errors;
    }

    private List<Object> tables() throws ReflectiveOperationException {
        List<Object> tables = new ArrayList<>();
        for (Object symbols : KeptCompilers.parts(shell, "com.sun.tools.javac.code.Symtab")) {
            tables.add(Inside.get(symbols, "classes"));
        }
        return tables;
    }

    /** Snippets' classes that a compiler has not forgotten, by the table's entries and not by its values. */
    private List<Object> snippetsKnown() throws ReflectiveOperationException {
        List<Object> known = new ArrayList<>();
        for (Object table : tables()) {
            ((Map<?, ?>) table).forEach((name, classes) -> {
                if (name.toString().startsWith("REPL.") && !((Map<?, ?>) classes).isEmpty()) {
                    known.add(name);
                }
            });
        }
        return known;
    }
}
