package dev.tern.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import dev.tern.kernel.KernelFixture.Answer;
import dev.tern.kernel.wire.Message;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What cells show, as a front end receives it from a running kernel. */
@Timeout(value = 90, unit = TimeUnit.SECONDS)
class ShownValuesTest {
    private static KernelFixture kernel;

    @BeforeAll
    static void start() throws Exception {
        kernel = new KernelFixture();
    }

    @AfterAll
    static void stop() throws Exception {
        kernel.close();
    }

    private static JsonObject value(String code) throws InterruptedException {
        Answer answer = kernel.run(code);
        assertThat(answer.status()).as(code).isEqualTo("ok");
        return answer.of("execute_result").get(0).content().getAsJsonObject("data");
    }

    private static String text(JsonObject data, String mime) {
        return data.get(mime).getAsString();
    }

    @Test
    void everyFormIsAWordOfTheSession() throws Exception {
        assertThat(text(value("markdown(\"*x*\")"), "text/markdown")).isEqualTo("*x*");
        assertThat(text(value("latex(\"x^2\")"), "text/latex")).isEqualTo("$\\displaystyle x^2$");
        assertThat(text(value("html(\"<i>x</i>\")"), "text/html")).isEqualTo("<i>x</i>");
        assertThat(value("svg(\"<svg/>\")").has("image/svg+xml")).isTrue();
        assertThat(value("image(new java.awt.image.BufferedImage(2, 2, 1))").has("image/png"))
                .isTrue();
        assertThat(value("record P(int x, List<Integer> y) {}\njson(List.of(new P(1, List.of(2))))")
                        .get("application/json"))
                .hasToString("[{\"x\":1,\"y\":[2]}]");
        assertThat(value("vegaLite(\"{\\\"mark\\\": \\\"bar\\\"}\")").get("application/vnd.vegalite.v5+json"))
                .hasToString("{\"mark\":\"bar\"}");
    }

    @Test
    void aMistakeInAFormIsAnErrorOfTheCell() throws Exception {
        Answer answer = kernel.run("vegaLite(\"{mark: 1}\")");
        assertThat(answer.status()).isEqualTo("error");
        assertThat(answer.reply().text("evalue", "")).contains("line 1, column 2", "double quotes");
    }

    @Test
    void aSessionMayUseTheNamesForItself() throws Exception {
        assertThat(kernel.run("int html = 3; String svg(int x) { return \"own \" + x; }\nsvg(html)")
                        .value())
                .isEqualTo("own 3");
        assertThat(kernel.run("record Display(int x) {}\nnew Display(1).x()").value())
                .isEqualTo("1");
    }

    @Test
    void whatACellDeclaresHasTheNameItWasGiven() throws Exception {
        JsonObject town = value("record Town(String name, int size) {}\nnew Town(\"Bern\", 134)");
        assertThat(text(town, "text/plain")).isEqualTo("Town[name=Bern, size=134]");
        assertThat(text(town, "text/html")).contains(">Town</th>", ">Bern</td>").doesNotContain("REPL");
        assertThat(kernel.run("class Thing {}\nnew Thing()").value()).startsWith("Thing@");
        assertThat(kernel.run("new Thing[] {null}").value()).isEqualTo("[null]");
        assertThat(kernel.run(
                                "class Deck extends ArrayList<Integer> { public String toString() { return \"deck\"; } }\n"
                                        + "new Deck()")
                        .value())
                .isEqualTo("deck");
    }

    @Test
    void anExceptionAsAValueIsToldInTheWordsOfTheCells() throws Exception {
        JsonObject data = value("class Lost extends Exception { Lost(String m, Throwable c) { super(m, c); } }\n"
                + "Lost lose() {\n  return new Lost(\"gone\", new IOException(\"disk\"));\n}\n"
                + "lose()");
        assertThat(text(data, "text/plain").replaceAll("\u001b\\[[0-9;]*m", ""))
                .isEqualTo("Lost: gone\n    at lose, declared in a cell\n    at a statement of a cell\n"
                        + "Caused by: java.io.IOException: disk\n    at lose, declared in a cell\n    ... 1 more");
        assertThat(text(data, "text/html")).contains("Lost</span>: gone").doesNotContain("REPL", "dev.tern");
    }

    @Test
    void aNotebookShowsItsOwnTypes() throws Exception {
        String cell = "record Move(String from, String to) {}\n"
                + "Renderers.register(Move.class, move -> markdown(\"**\" + move.from() + \"** to \" + move.to()));\n"
                + "new Move(\"e2\", \"e4\")";
        for (int run = 0; run < 2; run++) {
            assertThat(text(value(cell), "text/markdown")).isEqualTo("**e2** to e4");
        }
        Answer changed =
                kernel.run("Renderers.register(Move.class, move -> { throw new IllegalStateException(\"no\"); });\n"
                        + "new Move(\"a\", \"b\")");
        assertThat(changed.value()).isEqualTo("Move[from=a, to=b]");
        assertThat(changed.stream("stderr")).contains("The renderer registered for Move", "IllegalStateException: no");
    }

    /** Shown, not shown, in the middle of a cell, and in one that fails: the worker keeps no value by itself. */
    @Test
    void aValueWithoutANameIsLetGoOf() throws Exception {
        kernel.run("""
                List<java.lang.ref.WeakReference<Object>> made = new ArrayList<>();
                byte[] make() { byte[] big = new byte[1000]; made.add(new java.lang.ref.WeakReference<>(big)); return big; }
                byte[][] one = {null};""");
        for (String cell : List.of(
                "make()",
                "make();",
                "make();\nint x = 1;",
                "(make())",
                "make();\nthrow new Error();",
                "one[0] = make();",
                "one[0]",
                "one[0];",
                "one[0] = null;")) {
            kernel.run(cell);
        }
        assertThat(kernel.run("System.gc();\nmade.stream().filter(each -> each.get() != null).count()")
                        .value())
                .isEqualTo("0");
        assertThat(kernel.run("made.size() + 0").value()).isEqualTo("6");
        assertThat(kernel.run("%whos").stream("stdout")).doesNotContain("$");
    }

    /** Whatever was shown before it, and beside it, by the same class of the worker's. */
    @Test
    void expressionsShowTheirOwnValues() throws Exception {
        kernel.run("int n = 40; String s = \"a\"; double[] d = {0.5};");
        for (int run = 0; run < 2; run++) {
            assertThat(kernel.run("n + 2").value()).isEqualTo("42");
            assertThat(kernel.run("s").value()).isEqualTo("a");
            assertThat(kernel.run("d[0]").value()).isEqualTo("0.5");
            assertThat(kernel.run("n++").value()).isEqualTo("40");
            assertThat(kernel.run("n").value()).isEqualTo("41");
            assertThat(kernel.run("n -= 1").value()).isEqualTo("40");
            assertThat(kernel.run("n = 40").of("execute_result")).isEmpty();
            assertThat(kernel.run("n / 0").reply().text("ename", "")).isEqualTo("java.lang.ArithmeticException");
            assertThat(kernel.run("n / 0").traceback())
                    .contains("line 1)  n / 0")
                    .doesNotContain("$");
            assertThat(kernel.run("n +\n nothing").traceback())
                    .contains("cannot find symbol", "line 2:  nothing")
                    .doesNotContain("$");
        }
    }

    /** A name alone is not compiled: whatever happened to the variable, it shows what any other expression finds in it. */
    @Test
    void aVariableShowsWhatItHoldsNow() throws Exception {
        for (String cell : List.of(
                "int v = 1;",
                "v = 2;",
                "v++;",
                "String v = \"other\";",
                "char v = 'x';",
                "Object v = null;",
                "var v = new Object() { public String toString() { return \"inside\"; } };",
                "class Box { int held = 1; public String toString() { return \"box \" + held; } }\nBox v = new Box();",
                "v.held = 2;",
                "class Box { int held = 1; int more; public String toString() { return \"new box\"; } }",
                "Box v = new Box();",
                "void set() { v = null; }\nset();",
                "int[] v = {1, 2};")) {
            kernel.run(cell);
            String alone = kernel.run("v").value();
            assertThat(alone).as(cell).isNotEmpty().isEqualTo(kernel.run("(v)").value());
            assertThat(kernel.run("v = v;\n v ").value()).as(cell).isEqualTo(alone);
            assertThat(kernel.run("v;").of("execute_result")).as(cell).isEmpty();
        }
    }

    @Test
    void aVariableThatIsNoneIsAnErrorAsEver() throws Exception {
        assertThat(kernel.run("nowhere").traceback()).contains("cannot find symbol", "nowhere");
        kernel.run("Unheard waits;");
        assertThat(kernel.run("waits").status()).isEqualTo("error");
        assertThat(kernel.run("int").status()).isEqualTo("error");
        assertThat(kernel.run("String").status()).isEqualTo("error");
        kernel.run("int mortal = 1;");
        assertThat(kernel.run("mortal").value()).isEqualTo("1");
        kernel.run("System.exit(0);");
        assertThat(kernel.run("mortal").traceback()).contains("cannot find symbol");
    }

    @Test
    void aValueThatNeverEndsItsTextCanBeInterrupted() throws Exception {
        Message cell = kernel.start(
                "class Endless { public String toString() { System.out.println(\"begun\"); while (true) {} } }\n"
                        + "new Endless()");
        Message next = kernel.broadcasts.take();
        while (!next.type().equals("stream")) {
            next = kernel.broadcasts.take();
        }
        kernel.control("interrupt_request");
        Answer answer = kernel.await(cell);
        assertThat(answer.status()).isEqualTo("error");
        assertThat(kernel.run("1 + 1").value()).isEqualTo("2");
    }
}
