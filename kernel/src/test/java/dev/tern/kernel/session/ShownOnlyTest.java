package dev.tern.kernel.session;

import static org.assertj.core.api.Assertions.assertThat;

import jdk.jshell.JShell;
import jdk.jshell.Snippet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The value of an expression is the same object, of the same class, as in JShell's own variable. */
class ShownOnlyTest {
    private static final String BEFORE = """
            int x = 3; long big = 1L << 40; String s = "a"; int[] a = {1, 2}; Object none = null; Integer boxed = 1000;
            java.util.List<String> list = java.util.List.of("p", "q"); char c = 'c'; byte b = 7; double d = 0.5;""";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1+1",
                "x",
                " x ",
                "big",
                "c",
                "'c'",
                "'\\''",
                "b",
                "(byte) 300",
                "x / 2.0",
                "x++",
                "-x",
                "~x",
                "a",
                "a[1]",
                "a.length",
                "none",
                "boxed",
                "boxed == 1000",
                "x >= 3",
                "x <= 3",
                "x != 3",
                "x >> 1",
                "s + x",
                "s + \"; // { = -> x\"",
                "\"a\\\"b\"",
                "list.size() + 1",
                "list\n  .size() + 1",
                "s.length() > 0 && d < 1",
                "int.class",
                "String[].class",
                "Integer.MAX_VALUE",
                "1e3f",
                "0x1F_FL"
            })
    void theValueIsTheSame(String expression) {
        assertThat(ShownOnly.mayBe(expression)).isTrue();
        assertThat(classAndText(ShownOnly.declaration("$shown0", expression))).isEqualTo(classAndText(expression));
    }

    /** What assigns, declares, states, may have no value or has another as an object. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "x > 1 ? same(1) : 2.0",
                "x = 1",
                "x=1",
                "x += 1",
                "x <<= 1",
                "x >>= 1",
                "x >>>= 1",
                "a[0] = a[1] = 2",
                "int y",
                "int y = 2",
                "return x",
                "throw new Error()",
                "System.out.println(1)",
                "(x)",
                "new int[] {1}",
                "() -> 1",
                "String::new",
                "null",
                "x; x",
                "import java.util.*",
                "class A { }",
                "@Deprecated int z",
                "x // ten",
                "x /* ten */",
                "s instanceof String t",
                "\"\"\"\n  text\"\"\"",
                "\"open",
                "#"
            })
    void otherCodeIsLeftAlone(String code) {
        assertThat(ShownOnly.mayBe(code)).isFalse();
    }

    @Test
    void expressionsSideBySideHaveNamesOfTheirOwnAndTheNextHasAnOldOne() {
        ShownOnly shown = new ShownOnly();
        String first = shown.take();
        String second = shown.take();
        assertThat(second).isNotEqualTo(first);
        shown.giveBack(first);
        assertThat(shown.take()).isEqualTo(first);
        assertThat(shown.take()).isNotIn(first, second);
    }

    private static String classAndText(String code) {
        try (JShell shell = JShell.builder().executionEngine("local").build()) {
            String rest = BEFORE;
            while (!rest.isBlank()) {
                var piece = shell.sourceCodeAnalysis().analyzeCompletion(rest);
                assertThat(shell.eval(piece.source()).get(0).status()).isEqualTo(Snippet.Status.VALID);
                rest = piece.remaining();
            }
            var event = shell.eval(code).get(0);
            assertThat(event.status()).isEqualTo(Snippet.Status.VALID);
            String name = event.snippet() instanceof jdk.jshell.VarSnippet variable ? variable.name() : code.strip();
            return shell.eval("((Object) " + name + ") == null ? null : ((Object) " + name + ").getClass()")
                            .get(0)
                            .value()
                    + " " + event.value().replaceFirst("@.*", "");
        }
    }
}
