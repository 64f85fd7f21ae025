package dev.tern.kernel.language;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import jdk.jshell.JShell;
import jdk.jshell.Snippet;
import org.junit.jupiter.api.Test;

/** A compiler that has seen many classes holds no more than one that has seen few, and goes on compiling. */
class CompilerRemainsTest {
    private static final int CELLS = 60;

    private final JShell shell = JShell.builder().executionEngine("local").build();

    @Test
    void holdsNothingOfClassesThatAreGone() throws ReflectiveOperationException {
        declare(20);
        clear();
        int few = held();
        declare(CELLS);
        // Else this test would see nothing: two listeners at least for each class.
        assertThat(held()).isGreaterThan(few + 2 * CELLS);
        clear();
        assertThat(held()).isLessThanOrEqualTo(few + 20);
        declare(2);
        shell.close();
    }

    private void declare(int cells) {
        for (int i = 0; i < cells; i++) {
            String code =
                    "class Point" + i % 3 + " { int x = " + i + "; public String toString() { return \"\" + x; } }";
            assertThat(shell.eval(code).get(0).status()).isEqualTo(Snippet.Status.VALID);
            assertThat(shell.eval("new Point" + i % 3 + "().toString()").get(0).value())
                    .isEqualTo("\"" + i + "\"");
        }
    }

    /** What nothing else refers to is gone after a collection. */
    private void clear() throws ReflectiveOperationException {
        System.gc();
        CompilerRemains.clear(shell);
    }

    private int held() throws ReflectiveOperationException {
        int held = 0;
        Map<List<String>, Collection<Object>> kept =
                Inside.get(Inside.get(Inside.get(shell, "taskFactory"), "javacTaskPool"), "options2Contexts");
        for (Collection<Object> compilers : kept.values()) {
            for (Object compiler : compilers) {
                Map<Object, Object> parts = Inside.get(compiler, "ht");
                for (Object part : parts.values()) {
                    String name = part == null ? "" : part.getClass().getName();
                    if (name.endsWith(".Symtab")) {
                        Map<?, ?> classes = Inside.get(part, "classes");
                        Object object = Inside.get(Inside.get(part, "objectType"), "tsym");
                        held += classes.size() + listeners(Inside.get(object, "members_field"));
                    } else if (name.endsWith(".Types")) {
                        Object none = Inside.get(Inside.get(part, "membersCache"), "nilScope");
                        held += listeners(none);
                    }
                }
            }
        }
        return held;
    }

    private static int listeners(Object scope) throws ReflectiveOperationException {
        if (scope == null) {
            return 0;
        }
        Collection<?> listeners = Inside.get(Inside.get(scope, "listeners"), "listeners");
        return listeners.size();
    }
}
