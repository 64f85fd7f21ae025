package dev.tern.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.tern.kernel.wire.Message;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The variable panel: what there is, what is inside it, how it is shown; with no debugger on. */
class VariablePanelTest {
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
    void variablesHaveNameTypeAndOneLineAndFollowTheCells() throws Exception {
        kernel.run("int seven = 7; String text = \"a\\nb\"; var none = (Object) null;");
        Map<String, JsonObject> all = variables();
        assertThat(line(all, "seven")).isEqualTo("int 7 0");
        assertThat(line(all, "text")).isEqualTo("String a b 0");
        assertThat(line(all, "none")).isEqualTo("Object null 0");
        kernel.run("seven = 8; 1 + 1");
        assertThat(line(variables(), "seven")).isEqualTo("int 8 0");
        assertThat(variables().keySet()).noneMatch(name -> name.startsWith("$"));
        kernel.run("long seven = 9;");
        assertThat(line(variables(), "seven")).isEqualTo("long 9 0");
    }

    @Test
    void whatIsInsideIsBoundedAndSaysHowMuchIsMissing() throws Exception {
        kernel.run("""
                record Point(int x, double[] y) {}
                class Counter { private int count = 3; String getName() { throw new RuntimeException(); } }
                var point = new Point(1, new double[] {2.5, 3});
                var counter = new Counter();
                var many = IntStream.range(0, 250).boxed().toList();
                var map = new TreeMap<>(Map.of("a", List.of(1), "b", List.of()));
                int[] empty = {};""");
        Map<String, JsonObject> all = variables();
        Map<String, JsonObject> inPoint = inside(all.get("point"));
        assertThat(line(inPoint, "x")).isEqualTo("Integer 1 0");
        assertThat(inPoint.get("y").get("type").getAsString()).isEqualTo("double[]");
        assertThat(line(inside(inPoint.get("y")), "[1]")).isEqualTo("Double 3.0 0");
        assertThat(line(inside(all.get("counter")), "count")).isEqualTo("Integer 3 0");
        Map<String, JsonObject> inMany = inside(all.get("many"));
        assertThat(inMany).hasSize(101).containsKey("… 150 more");
        assertThat(inside(all.get("map"))).containsOnlyKeys("a", "b");
        assertThat(reference(all.get("empty"))).isZero();

        int old = reference(all.get("many"));
        variables();
        JsonObject gone = request("variables", "{variablesReference: " + (old + 1000) + "}");
        assertThat(gone.get("success").getAsBoolean()).isFalse();
        assertThat(gone.get("message").getAsString()).contains("listed again");
    }

    @Test
    void aVariableIsShownInEveryFormThatACellWouldShow() throws Exception {
        kernel.run("record Row(int a, int b) {}\nvar rows = List.of(new Row(1, 2), new Row(3, 4));");
        JsonObject data = request("richInspectVariables", "{variableName: 'rows'}")
                .getAsJsonObject("body")
                .getAsJsonObject("data");
        JsonObject shown =
                kernel.run("rows").of("execute_result").get(0).content().getAsJsonObject("data");
        assertThat(data).isEqualTo(shown);
        JsonObject missing = request("richInspectVariables", "{variableName: 'nobody'}");
        assertThat(missing.get("message").getAsString()).contains("no variable nobody");
    }

    @Test
    void itAnswersWhileACellRunsAndOutlivesAToStringThatFails() throws Exception {
        kernel.run(
                "class Bad { public String toString() { throw new IllegalStateException(\"no\"); } }\nvar bad = new Bad();\n"
                        + "var gate = new java.util.concurrent.CountDownLatch(1);");
        Message cell = kernel.start("int during = 1; gate.await(); during");
        while (!variables().containsKey("during")) {
            Thread.sleep(5);
        }
        assertThat(line(variables(), "bad")).contains("Bad", "IllegalStateException: no");
        String id = kernel.control("create_subshell_request").reply().text("subshell_id", "");
        kernel.await(kernel.client.subshell(id, "execute_request", KernelFixture.cell("gate.countDown();")));
        assertThat(kernel.await(cell).value()).isEqualTo("1");
    }

    private static Map<String, JsonObject> variables() throws InterruptedException {
        return byName(request("inspectVariables", "{}"));
    }

    private static Map<String, JsonObject> inside(JsonObject variable) throws InterruptedException {
        return byName(request("variables", "{variablesReference: " + reference(variable) + "}"));
    }

    private static Map<String, JsonObject> byName(JsonObject response) {
        assertThat(response.get("success").getAsBoolean()).as("%s", response).isTrue();
        Map<String, JsonObject> byName = new LinkedHashMap<>();
        for (JsonElement each : response.getAsJsonObject("body").getAsJsonArray("variables")) {
            byName.put(each.getAsJsonObject().get("name").getAsString(), each.getAsJsonObject());
        }
        return byName;
    }

    private static String line(Map<String, JsonObject> variables, String name) {
        JsonObject found = variables.get(name);
        return found.get("type").getAsString() + " " + found.get("value").getAsString() + " " + reference(found);
    }

    private static int reference(JsonObject variable) {
        return variable.get("variablesReference").getAsInt();
    }

    private static JsonObject request(String command, String arguments) throws InterruptedException {
        JsonObject request = JsonParser.parseString(
                        "{type: 'request', seq: 1, command: '" + command + "', arguments: " + arguments + "}")
                .getAsJsonObject();
        return kernel.await(kernel.client.control("debug_request", request))
                .reply()
                .content();
    }
}
