package dev.tern.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tern.kernel.KernelFixture.Answer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What becomes of code: its errors in the lines of the cell, and what is kept when something is declared again. */
class CodeTest {
    private static KernelFixture kernel;

    @BeforeAll
    static void start() throws Exception {
        kernel = new KernelFixture();
    }

    @AfterAll
    static void stop() throws Exception {
        kernel.close();
    }

    @Test
    void anExceptionNamesTheLineOfItsCellAndNoFrameOfOurs() throws Exception {
        kernel.run("int divide(int x) {\n  return 10 / x;\n}");
        Answer answer = kernel.run("int zero = 0;\n\ndivide(zero)");
        assertThat(answer.status()).isEqualTo("error");
        assertThat(answer.reply().text("ename", "")).isEqualTo("java.lang.ArithmeticException");
        assertThat(answer.traceback())
                .contains("line 2)  return 10 / x;", "line 3)  divide(zero)")
                .doesNotContain("jdk.jshell", "REPL", "reflect", "dev.tern");
        assertThat(answer.of("error")).hasSize(1);
    }

    @Test
    void causesAreKept() throws Exception {
        Answer answer = kernel.run("throw new IllegalStateException(\"outer\", new java.io.IOException(\"inner\"));");
        assertThat(answer.traceback())
                .contains("java.lang.IllegalStateException: outer", "Caused by: java.io.IOException: inner");
    }

    @Test
    void whatACauseSharesWithTheTraceAboveStandsOnce() throws Exception {
        kernel.run("""
                void inner() { throw new IllegalArgumentException("inner"); }
                void outer() {
                    try { inner(); }
                    catch (IllegalArgumentException cause) { throw new IllegalStateException("outer", cause); }
                }""");
        String trace = kernel.run("outer()").traceback();
        assertThat(trace.split("\\(cell \\[\\d+\\], line 1\\)  outer\\(\\)", -1))
                .hasSize(2);
        assertThat(trace)
                .containsPattern("Caused by: .*inner\\n    at inner .*\\n    at outer .*\\n    ... 1 more, as above");
    }

    @Test
    void framesThatRepeatAreCountedAndNullIsNamed() throws Exception {
        String deep = kernel.run("int fall(int n) { return fall(n + 1) + 1; }\nfall(0)")
                .traceback();
        assertThat(deep).contains("StackOverflowError").containsPattern("fall \\(cell .* and \\d+ times again");
        assertThat(deep.lines().count()).isLessThan(10);
        String nothing = kernel.run("for (int i = 0; i < 1; i++) { String missing = null; missing.length(); }")
                .traceback();
        assertThat(nothing).contains("\"missing\" is null");
        String inner = kernel.run("List.of(0).forEach(n -> System.out.println(1 / n));")
                .traceback();
        assertThat(inner).contains("at lambda (cell").doesNotContain("do_it");
    }

    @Test
    void aCompileErrorPointsAtItsPlace() throws Exception {
        Answer answer = kernel.run("int good = 1;\nint bad = \"x\";");
        assertThat(answer.reply().text("ename", "")).isEqualTo("CompileError");
        String[] lines = answer.traceback().split("\n");
        assertThat(lines[1]).isEqualTo("  line 2: int bad = \"x\";");
        assertThat(lines[2].indexOf("^")).isEqualTo(lines[1].indexOf("\"x\""));
    }

    @Test
    void codeThatIsNoJavaRunsNothingOfItsCell() throws Exception {
        Answer answer = kernel.run("System.out.println(\"ran\");\nfor (int i = ;;");
        assertThat(answer.status()).isEqualTo("error");
        assertThat(answer.stream("stdout")).isEmpty();
    }

    @Test
    void aLineMayStandForItsSemicolon() throws Exception {
        assertThat(kernel.run("int first = 1\n    + 1\nint second = 3\nfirst * second")
                        .value())
                .isEqualTo("6");
        assertThat(kernel
                        .run("if (first > 1)\n    System.out.println(\"more\")\nfor (int i = 0; i < 2; i++) {\n"
                                + "    System.out.println(i);\n}\nString text = \"x\"\ntext.length()")
                        .stream("stdout"))
                .isEqualTo("more\n0\n1\n");
        KernelFixture.Answer broken = kernel.run("System.out.println(\"ran\")\nint int = 3\nfirst");
        assertThat(broken.status()).isEqualTo("error");
        assertThat(broken.stream("stdout")).isEmpty();
    }

    @Test
    void nothingIsLostBehindASwitchThatThrows() throws Exception {
        String method = "int number(String name) {\n    return switch (name) {\n        case \"one\" -> 1;\n"
                + "        default -> throw new IllegalArgumentException(name);\n    };\n}\n";
        assertThat(kernel.run(method + "interface Way { int go(int n); }\nWay way = n -> n + number(\"one\");\n"
                                + "way.go(41)")
                        .value())
                .isEqualTo("42");
        String value =
                "var asked = switch (number(\"one\")) {\n    case 1 -> 7;\n    default -> throw new Error();\n};\n";
        assertThat(kernel.run(value + "asked + 1").value()).isEqualTo("8");
        assertThat(kernel.run("for (int i = 0; i < 1; i++) {\n" + value.replace("asked", "inner")
                                + "System.out.println(inner);\n}\nasked + 2")
                        .value())
                .isEqualTo("9");
    }

    @Test
    void redeclaringAMethodKeepsTheVariablesThatUsedIt() throws Exception {
        kernel.run("int origin() { return 1; }");
        kernel.run("var kept = origin();");
        kernel.run("int origin() { return List.of(1, 2).stream().mapToInt(x -> x * 2).sum(); }");
        assertThat(kernel.run("kept").value()).isEqualTo("1");
        assertThat(kernel.run("origin()").value()).isEqualTo("6");
    }

    @Test
    void aClassOfAnotherShapeCostsOnlyTheVariablesMadeOfIt() throws Exception {
        kernel.run("class Shape { int side = 3; }");
        kernel.run("int area(Shape shape) { return shape.side * shape.side; }");
        kernel.run("var shape = new Shape(); var area = area(shape); var list = new ArrayList<>(List.of(area));");
        kernel.run("int next() { return area + 1; } int twice = 2 * area;");
        KernelFixture.Answer changed = kernel.run("class Shape { int side = 4; String name = \"square\"; }");
        assertThat(changed.status()).as(changed.reply().content().toString()).isEqualTo("ok");
        assertThat(changed.stream("stderr")).startsWith("shape lost its value").doesNotContain("area lost");
        assertThat(kernel.run("area + \" \" + list + \" \" + next() + \" \" + twice + \" \" + shape")
                        .value())
                .isEqualTo("9 [9] 10 18 null");
        assertThat(kernel.run("area(new Shape())").value()).isEqualTo("16");
    }

    @Test
    void aVariableDeclaredAgainWithoutAValueIsEmpty() throws Exception {
        kernel.run("int again = 5;");
        kernel.run("int again;");
        assertThat(kernel.run("again").value()).isEqualTo("0");
        kernel.run("var changing = 5; int reader() { return String.valueOf(changing).length(); }");
        kernel.run("var changing = \"five\";");
        assertThat(kernel.run("changing + reader()").value()).isEqualTo("five4");
    }
}
