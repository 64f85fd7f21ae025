package dev.tern.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.tern.kernel.wire.Message;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Where the debugger stops, what it shows there, and what still works meanwhile. */
class DebuggerStopsTest {
    private static DebugFixture debug;

    @BeforeAll
    static void start() throws IOException, InterruptedException {
        debug = new DebugFixture();
    }

    @AfterAll
    static void end() throws InterruptedException {
        debug.close();
    }

    @BeforeEach
    void on() throws InterruptedException {
        debug.start();
    }

    @AfterEach
    void off() throws InterruptedException {
        debug.kernel.client.control("interrupt_request", new JsonObject());
        debug.ask("disconnect", "{}");
    }

    @Test
    void stepsGoFromStatementToStatementAndIntoMethods() throws InterruptedException {
        String code = """
                int one() {
                    return 1;
                }
                int p = one();
                int q = p + 1;
                System.out.println(q);""";
        debug.breakpoints(code, 4);
        Message running = debug.kernel.start(code);
        String cell = debug.stop("breakpoint").get(0).replaceFirst(":.*", "");
        assertThat(cell).startsWith("cell [");
        debug.go("stepIn");
        assertThat(debug.stop("step")).containsExactly("one:2", cell + ":4");
        debug.go("next");
        assertThat(debug.stop("step")).containsExactly(cell + ":4");
        debug.go("next");
        assertThat(debug.stop("step")).containsExactly(cell + ":5");
        debug.go("next");
        assertThat(debug.stop("step")).containsExactly(cell + ":6");
        debug.go("next");
        assertThat(debug.kernel.await(running).stream("stdout")).isEqualTo("2\n");
    }

    @Test
    void aStepOverALongCallRunsAtFullSpeed() throws InterruptedException {
        String code = """
                long busy(int n) { long s = 0; for (int i = 0; i < n; i++) { s += i % 7; } return s; }
                for (int i = 0; i < 1; i++) {
                    long s = busy(300_000_000);
                    s++;
                }""";
        debug.breakpoints(code, 3);
        Message running = debug.kernel.start(code);
        debug.stop("breakpoint");
        long begin = System.nanoTime();
        debug.go("next");
        assertThat(debug.stop("step").get(0)).endsWith(":4");
        // Interpreted, as under the JVM's own steps, it would take minutes.
        assertThat(System.nanoTime() - begin).isLessThan(20_000_000_000L);
        debug.go("continue");
        debug.kernel.await(running);
    }

    @Test
    void exceptionsStopWhereTheyAreThrown() throws InterruptedException {
        debug.ask("setExceptionBreakpoints", "{\"filters\": [\"uncaught\"]}");
        String code = """
                int parse(String text) {
                    return Integer.parseInt(text);
                }
                try { parse("caught"); } catch (NumberFormatException e) { }
                parse("4x");""";
        Message running = debug.kernel.start(code);
        assertThat(debug.stop("exception").get(0)).isEqualTo("parse:2");
        assertThat(DebugFixture.told(debug.scope(debug.frame(0), "Locals"))).containsExactly("text=\"4x\"");
        JsonObject info = debug.ask("exceptionInfo", "{\"threadId\": 0}");
        assertThat(info.get("exceptionId").getAsString()).isEqualTo("NumberFormatException");
        assertThat(info.get("description").getAsString()).contains("4x");
        assertThat(info.get("breakMode").getAsString()).isEqualTo("unhandled");
        debug.go("continue");
        assertThat(debug.kernel.await(running).traceback()).contains("NumberFormatException");

        debug.ask("setExceptionBreakpoints", "{\"filters\": [\"caught\"]}");
        Message again = debug.kernel.start("try { parse(\"caught\"); } catch (NumberFormatException e) { }\n1 / 0");
        assertThat(debug.stop("exception").get(0)).isEqualTo("parse:2");
        debug.go("continue");
        assertThat(debug.kernel.await(again).traceback()).contains("ArithmeticException");
    }

    @Test
    void valuesOpenAndStayBounded() throws InterruptedException {
        debug.kernel.run("record Point(int x, List<String> names) {}\nint[] many = new int[1000];");
        String code = """
                void look(Point point, Map<String, Integer> map) {
                    char c = 'ä';
                    System.out.print(c);
                }
                look(new Point(3, List.of("a", "b")), Map.of("k", 7));""";
        debug.breakpoints(code, 3);
        Message running = debug.kernel.start(code);
        debug.stop("breakpoint");
        JsonArray locals = debug.scope(debug.frame(0), "Locals");
        assertThat(DebugFixture.told(locals)).contains("c='ä'").anyMatch(each -> each.startsWith("map={k=7}"));
        assertThat(DebugFixture.told(inside(locals, "point"))).contains("x=3");
        assertThat(DebugFixture.told(inside(inside(locals, "point"), "names")))
                .containsExactly("[0]=\"a\"", "[1]=\"b\"");
        assertThat(DebugFixture.told(inside(locals, "map"))).containsExactly("k=7");
        JsonArray many = inside(debug.scope(debug.frame(0), "Globals"), "many");
        assertThat(many).hasSize(101);
        assertThat(DebugFixture.told(many).get(100)).isEqualTo("... 900 more=");

        assertThat(debug.evaluate("point.names().size() + map.get(\"k\")")).isEqualTo("9");
        assertThat(debug.evaluate("many[5] = 8")).isEqualTo("8");
        assertThat(debug.evaluate("many[5]")).isEqualTo("8");
        assertThat(debug.evaluate("1 / 0")).isEqualTo("refused: java.lang.ArithmeticException: / by zero");
        assertThat(debug.evaluate("nothing")).startsWith("refused: cannot find variable nothing");
        JsonObject rich =
                debug.ask("richInspectVariables", "{\"variableName\": \"point\", \"frameId\": " + debug.frame(0) + "}");
        assertThat(rich.getAsJsonObject("data").get("text/plain").getAsString()).contains("Point");
        debug.go("continue");
        debug.kernel.await(running);
    }

    @Test
    void fieldsOfAnObjectAreNames() throws InterruptedException {
        String code = """
                class Counter {
                    private int count = 5;
                    int next(int by) {
                        count += by;
                        return count;
                    }
                }
                new Counter().next(2);""";
        debug.breakpoints(code, 5);
        Message running = debug.kernel.start(code);
        assertThat(debug.stop("breakpoint").get(0)).isEqualTo("Counter.next:5");
        assertThat(debug.evaluate("count * by")).isEqualTo("14");
        JsonArray locals = debug.scope(debug.frame(0), "Locals");
        assertThat(DebugFixture.told(inside(locals, "this"))).containsExactly("count=7");
        debug.go("continue");
        debug.kernel.await(running);
    }

    @Test
    void aMethodDeclaredAgainIsStoppedInWhereItIsNow() throws InterruptedException {
        debug.kernel.run("int version() {\n    return 1;\n}\nint kept = 3;");
        String code = "int version() {\n    // now\n    int two = 2;\n    return two;\n}";
        debug.breakpoints(code, 4);
        debug.kernel.run(code);
        Message running = debug.kernel.start("version() + kept");
        assertThat(debug.stop("breakpoint").get(0)).isEqualTo("version:4");
        debug.go("continue");
        assertThat(debug.kernel.await(running).value()).isEqualTo("5");
    }

    @Test
    void pauseStopsALoopAndACallThatWaits() throws InterruptedException {
        Message loop =
                debug.kernel.start("long turns = 0;\nSystem.out.println(\"begun\");\nwhile (true) {\n    turns++;\n}");
        awaitPrinted();
        debug.go("pause");
        assertThat(debug.stop("pause").get(0)).matches("cell \\[\\d+]:[34]");
        debug.kernel.client.control("interrupt_request", new JsonObject());
        assertThat(debug.kernel.await(loop).status()).isEqualTo("error");

        Message sleep = debug.kernel.start("System.out.println(\"begun\");\nThread.sleep(60_000);");
        awaitPrinted();
        debug.go("pause");
        assertThat(debug.stop("pause").get(0)).endsWith(":2");
        debug.kernel.client.control("interrupt_request", new JsonObject());
        assertThat(debug.kernel.await(sleep).status()).isEqualTo("error");
    }

    @Test
    void pauseDoesNotMindThreadsThatComeAndGo() throws InterruptedException {
        Message loop = debug.kernel.start(
                "System.out.println(\"begun\");\nwhile (true) {\n    new Thread().start();\n    Thread.yield();\n}");
        awaitPrinted();
        for (int i = 0; i < 20; i++) {
            debug.go("pause");
            assertThat(debug.stop("pause").get(0)).matches("cell \\[\\d+]:[34]");
            debug.go("continue");
        }
        debug.kernel.client.control("interrupt_request", new JsonObject());
        assertThat(debug.kernel.await(loop).status()).isEqualTo("error");
    }

    @Test
    void anInterruptEndsACellThatIsStopped() throws InterruptedException {
        debug.kernel.run("int keep = 4;");
        String code = "for (int i = 0; i < 1000; i++) {\n    keep++;\n}";
        debug.breakpoints(code, 2);
        Message running = debug.kernel.start(code);
        debug.stop("breakpoint");
        debug.kernel.client.control("interrupt_request", new JsonObject());
        assertThat(debug.kernel.await(running).status()).isEqualTo("error");
        assertThat(Integer.parseInt(debug.kernel.run("keep").value())).isBetween(4, 1003);
        Message again = debug.kernel.start(code);
        assertThat(debug.stop("breakpoint").get(0)).endsWith(":2");
        debug.ask("disconnect", "{}");
        assertThat(debug.kernel.await(again).status()).isEqualTo("ok");
    }

    @Test
    void whatIsOffOrUnknownIsRefusedInAWord() throws InterruptedException {
        assertThat(debug.send("noSuchCommand", "{}").get("success").getAsBoolean())
                .isFalse();
        assertThat(debug.send("stackTrace", "{\"threadId\": 1}").get("message").getAsString())
                .isEqualTo("No thread is stopped");
        debug.ask("disconnect", "{}");
        for (String command : List.of("threads", "next", "setBreakpoints", "evaluate")) {
            assertThat(debug.send(command, "{}").get("message").getAsString()).isEqualTo("The debugger is off");
        }
        assertThat(debug.ask("debugInfo", "{}").get("isStarted").getAsBoolean()).isFalse();
    }

    private static JsonArray inside(JsonArray variables, String name) throws InterruptedException {
        for (var each : variables) {
            if (each.getAsJsonObject().get("name").getAsString().equals(name)) {
                return debug.inside(
                        each.getAsJsonObject().get("variablesReference").getAsInt());
            }
        }
        throw new AssertionError("no " + name + " in " + variables);
    }

    private static void awaitPrinted() throws InterruptedException {
        Message next;
        do {
            next = KernelFixture.next(debug.kernel.broadcasts, "output");
        } while (!next.type().equals("stream"));
    }
}
