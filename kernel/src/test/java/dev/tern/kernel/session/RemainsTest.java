package dev.tern.kernel.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tern.kernel.language.Inside;
import java.util.List;
import java.util.Map;
import jdk.jshell.JShell;
import jdk.jshell.Snippet;
import jdk.jshell.SnippetEvent;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is in force survives, whatever is cleared before and after it; of all else only the newest stays. */
class RemainsTest {
    private final JShell shell = JShell.builder().executionEngine("local").build();
    private final Remains remains = new Remains(shell);

    @AfterEach
    void close() {
        shell.close();
    }

    private String value(String code) {
        List<SnippetEvent> events = shell.eval(code);
        assertThat(events).isNotEmpty();
        SnippetEvent first = events.get(0);
        assertThat(first.status())
                .as(() -> code
                        + shell.diagnostics(first.snippet())
                                .map(each -> each.getMessage(null))
                                .toList())
                .isEqualTo(Snippet.Status.VALID);
        assertThat(first.exception()).as(code).isNull();
        return first.value();
    }

    private void clearAll() {
        // Enough that no declaration is among the newest, which would stay anyway.
        for (int i = 0; i < Remains.KEPT + 10; i++) {
            value("if (true);");
        }
        remains.clear();
    }

    private int classesKnown() throws ReflectiveOperationException {
        Map<String, ?> outers = Inside.get(Inside.get(shell, "outerMap"), "classOuters");
        return outers.size();
    }

    @Test
    void ofManyRedefinitionsOnlyTheNewestStay() throws ReflectiveOperationException {
        value("int twice(int y) { return 2 * y; }");
        for (int i = 0; i < 2 * Remains.KEPT; i++) {
            value("int x = " + i + ";");
            assertThat(value("x")).isEqualTo("" + i);
            shell.eval("int wrong = ;");
            if (i % 50 == 0) {
                remains.clear();
            }
        }
        remains.clear();
        assertThat(shell.snippets().count()).isLessThanOrEqualTo(2 + Remains.KEPT);
        assertThat(classesKnown()).isLessThanOrEqualTo(2 + 2 * Remains.KEPT);
        assertThat(value("twice(x)")).isEqualTo("" + 2 * (2 * Remains.KEPT - 1));
    }

    @Test
    void whatIsInForceStaysAndCanBeReplaced() {
        value("import java.util.*;");
        value("int x = 5;");
        value("record Point(int a) {}");
        value("Point p = new Point(x);");
        value("int next(int y) { return y + x; }");
        clearAll();
        assertThat(value("next(1)")).isEqualTo("6");
        assertThat(value("p.a()")).isEqualTo("5");
        assertThat(value("List.of(1).size()")).isEqualTo("1");
        value("long x = 7;");
        value("int next(int y) { return y + (int) x + 1; }");
        clearAll();
        assertThat(value("next(1)")).isEqualTo("9");
        value("record Point(int a, int b) {}");
        assertThat(value("new Point(1, 2).b()")).isEqualTo("2");
    }

    /** The class of a dropped variable was loaded, and one of the same name cannot be loaded once more. */
    @Test
    void whatWasDroppedCanBeDeclaredAgain() {
        for (int i = 0; i < 5; i++) {
            value("int x = " + i + ";");
            assertThat(value("x")).isEqualTo("" + i);
            shell.variables().forEach(shell::drop);
            clearAll();
        }
        value("String x = \"again\";");
        assertThat(value("x.length()")).isEqualTo("5");
    }

    /** A method that waits for a declaration is recompiled when that comes, although much was cleared in between. */
    @Test
    void whatIsYetMissingIsStillAwaited() {
        assertThat(shell.eval("int late() { return notYet + 1; }").get(0).status())
                .isEqualTo(Snippet.Status.RECOVERABLE_DEFINED);
        clearAll();
        value("int notYet = 4;");
        assertThat(value("late()")).isEqualTo("5");
    }

    @Test
    void aMethodThatIsCompiledAgainForEveryRedefinitionStaysOne() throws ReflectiveOperationException {
        value("int x = 0;");
        value("int next() { return x + 1; }");
        for (int i = 0; i < 2 * Remains.KEPT; i++) {
            value((i % 2 == 0 ? "long" : "int") + " x = " + i + ";");
            value("int next() { return (int) x + 1; }");
        }
        remains.clear();
        assertThat(classesKnown()).isLessThanOrEqualTo(2 + 2 * Remains.KEPT);
        assertThat(value("next()")).isEqualTo("" + 2 * Remains.KEPT);
    }

    /** Frames name the snippet and its line, whatever was cleared since it ran. */
    @Test
    void whatALambdaThrowsLaterIsStillFound() throws ReflectiveOperationException {
        value("import java.util.*;");
        value("var later = new ArrayList<Runnable>();");
        List<SnippetEvent> added =
                shell.eval("later.add(() -> {\n  int zero = 0;\n  System.out.println(1 / zero);\n})");
        String id = added.get(0).snippet().id();
        StackTraceElement[] before = thrown("later.get(0).run();");
        for (int i = 0; i < 3; i++) {
            clearAll();
            StackTraceElement[] after = thrown("later.get(0).run();");
            assertThat(after[0]).isEqualTo(before[0]);
            assertThat(after[0].getFileName()).isEqualTo("#" + id);
            assertThat(after[0].getLineNumber()).isEqualTo(3);
        }
        assertThat(classesKnown()).isLessThanOrEqualTo(3 + 2 * Remains.KEPT);
    }

    private StackTraceElement[] thrown(String code) {
        Exception exception = shell.eval(code).get(0).exception();
        assertThat(exception).isInstanceOf(jdk.jshell.EvalException.class);
        return exception.getStackTrace();
    }
}
