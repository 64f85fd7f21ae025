package dev.tern.kernel.magic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tern.kernel.session.Outcome;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Times, memory and variables. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class MeasuringTest {
    private static MagicFixture kernel;

    @BeforeAll
    static void start() {
        kernel = new MagicFixture();
    }

    @AfterAll
    static void stop() {
        kernel.close();
    }

    @Test
    void timeRunsOnceAndKeepsWhatIsDeclared() {
        assertThat(kernel.output("%time int timed = 20 + 1")).matches("\\d+\\.\\d ms, and \\d+\\.\\d ms to compile\n");
        assertThat(kernel.value("timed")).isEqualTo("21");
        assertThat(kernel.value("%%time\nint more = timed;\nmore * 2")).isEqualTo("42");
        assertThat(kernel.value("%time Thread.sleep(30); \"slept\"")).isEqualTo("slept");
        assertThat(Double.parseDouble(kernel.out().replaceAll(" ms.*\n", ""))).isGreaterThan(30);
        assertThat(kernel.failure("%time throw new IllegalStateException(\"no\")"))
                .isEqualTo("no");
        assertThat(kernel.failure("%time")).contains("%%time");
        assertThat(kernel.output("%%time\n%pwd\nint mixed = 1;")).containsPattern("\\n\\d+\\.\\d ms\n$");
    }

    @Test
    void timeItSaysBestAndMedianOfRunsOfManyLoops() {
        assertThat(kernel.output("%timeit Math.sqrt(2)"))
                .matches("best \\S+ \\Sss?, median \\S+ \\Ss \u00b1 \\S+ \\Ss a loop \\(7 runs of [\\d,]+ loops\\)\n");
        assertThat(kernel.output("%timeit -r 3 -n 10 Thread.sleep(1)")).contains(" ms", "(3 runs of 10 loops)");
        assertThat(kernel.output("%timeit Thread.sleep(600)")).contains("(3 runs of 1 loop)");
    }

    @Test
    void timeItRunsTheCodeAsOftenAsItSays() {
        kernel.output("int calls = 0; int loops = 5;");
        kernel.output("%timeit -n 100 -r 4 calls++");
        int calls = Integer.parseInt(kernel.value("calls"));
        assertThat(calls).isGreaterThanOrEqualTo(400);
        assertThat(calls % 100).isZero();
        kernel.output(
                "%%timeit -n 1 -r 1\nvar local = new ArrayList<>(List.of(loops));\nlocal.add(1);\nfor (int x : local) { calls += x; }");
        assertThat(kernel.value("loops")).isEqualTo("5");
        assertThat(kernel.output("%who local")).isEqualTo("no variables\n");
    }

    @Test
    void timeItTakesAValueOnTheLastLine() {
        assertThat(kernel.output("%%timeit -n 1 -r 1\ndouble s = 0;\nfor (int i = 0; i < 3; i++) s += i;\ns"))
                .startsWith("best ");
        assertThat(kernel.output("%%timeit -n 1 -r 1\nint i = 0;\ni++")).startsWith("best ");
    }

    @Test
    void timeItDoesNotMeasureWhatWasOptimizedAway() {
        kernel.output("double[] data = new Random(1).doubles(100_000).toArray();");
        kernel.output("%timeit Arrays.stream(data).sum()");
        // A pass over 800 kB takes more than a microsecond on any machine.
        assertThat(kernel.out()).containsPattern("best \\S+ (\u00b5s|ms|s),");
    }

    @Test
    void timeItNamesTheLineThatIsWrong() {
        assertThat(MagicFixture.trace(kernel.run("int fine = 1;\n%timeit nowhere + 1")))
                .contains("line 2: nowhere + 1");
        assertThat(MagicFixture.trace(kernel.run("%%timeit\nint a = 1;\nint b = nowhere;")))
                .contains("line 3: int b");
        assertThat(MagicFixture.trace(kernel.run("%%timeit\nint a = 1;\nint b = ;")))
                .contains("line 3: int b");
        assertThat(MagicFixture.trace(kernel.run("%%timeit\n\nint zero = 0;\nint c = 1 / zero;")))
                .contains("(cell [7], line 4)")
                .doesNotContain("probe");
        assertThat(kernel.failure("%%timeit\nint method() { return 1; }")).contains("cell of their own");
        assertThat(kernel.failure("%timeit -n 0 1")).contains("from 1 on");
        assertThat(kernel.failure("%timeit -n x")).contains("wants a number");
    }

    @Test
    void timeItIsInterrupted() throws Exception {
        Outcome outcome = kernel.interrupt(
                "%%timeit\nif (Thread.currentThread() != null) { System.out.println(\"started\"); while (true) { } }",
                "started");
        assertThat(outcome.failure().name()).isEqualTo("Interrupted");
        assertThat(kernel.value("1 + 1")).isEqualTo("2");
    }

    @Test
    void probesLeaveNothingInTheSession() {
        kernel.output("int dev = 3;");
        kernel.output("%timeit -n 1 -r 1 dev");
        kernel.output("%whos");
        assertThat(kernel.session.<Long>analyze(shell -> shell.imports().count()))
                .isEqualTo(1);
        assertThat(MagicFixture.trace(kernel.run("TernTiming.class"))).contains("TernTiming");
    }

    @Test
    void variablesAreATable() {
        kernel.output("%reset");
        assertThat(kernel.output("%whos")).isEqualTo("no variables\n");
        kernel.output("int number = 42; String word = \"a\\nb\"; var list = new ArrayList<>(List.of(1, 2, 3));\n"
                + "int[][] matrix = new int[3][4]; Map<String, Integer> map = Map.of(\"k\", 1); Object nothing = null;\n"
                + "var huge = Collections.nCopies(1_000_000_000, \"x\");\n"
                + "Object broken = new Object() { public String toString() { throw new IllegalStateException(\"no\"); } };\n"
                + "var html = \"<b>\";");
        kernel.output("%whos");
        String table = kernel.shown().get(0).bundle().plainText();
        assertThat(table)
                .containsPattern("number +int +42")
                .containsPattern("word +String +3 +\"a b\"")
                .containsPattern("list +ArrayList<Integer> +3 +\\[1, 2, 3]")
                .containsPattern("matrix +int\\[]\\[] +3×4 +\\[\\[0, 0, 0, 0], ")
                .containsPattern("map +Map<String, ?Integer> +1 +\\{\"k\"=1}")
                .containsPattern("nothing +Object +null")
                .containsPattern(
                        "huge +List<String> +1000000000 +\\[\"x\", .*more]|huge +List<String> +1000000000 +\\[\"x\", .*\\.\\.\\.")
                .contains("its toString() fails: java.lang.IllegalStateException: no");
        assertThat(kernel.shown().get(0).bundle().data().get("text/html"))
                .contains("&lt;b&gt;")
                .doesNotContain("<b>");
        assertThat(kernel.output("%who")).startsWith("number  word  list  matrix");
        assertThat(kernel.output("%who int")).isEqualTo("number  matrix\n");
        kernel.output("%variables number");
        assertThat(kernel.shown().get(0).bundle().plainText())
                .contains("number")
                .doesNotContain("word");
    }

    @Test
    void heapIsThatOfTheWorker() {
        kernel.output("byte[] ballast = new byte[50_000_000];");
        kernel.output("%heap --collect");
        String table = kernel.shown().get(0).bundle().plainText();
        assertThat(table).contains("heap", "classes and compiled code", "maximum");
        double used = Double.parseDouble(
                table.replaceAll("(?s).*\nheap +([\\d,.]+) MB.*", "$1").replace(",", ""));
        assertThat(used).isBetween(47.0, 500.0);
        assertThat(kernel.failure("%heap x")).contains("--collect");
    }

    @Test
    void resetSaysWhatIsGone() {
        kernel.output("int gone = 1; int method() { return 1; } record Point(int x) {}");
        assertThat(kernel.output("%reset")).contains("1 method", "1 type");
        assertThat(MagicFixture.trace(kernel.run("gone"))).contains("cannot find symbol");
        assertThat(kernel.value("List.of(1)")).isEqualTo("[1]");
    }
}
