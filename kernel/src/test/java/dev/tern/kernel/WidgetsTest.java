package dev.tern.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.tern.kernel.wire.Message;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Widgets as the front end of ipywidgets hears and moves them. */
class WidgetsTest {
    private static final String VIEW = "application/vnd.jupyter.widget-view+json";
    /** How many messages of a slider a storm has; issue 7 speaks of 10,000. */
    private static final int STORM = Integer.getInteger("tern.storm", 1000);

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
    void aShownWidgetOpensItsModelsBeforeTheViewThatNamesThem() throws Exception {
        KernelFixture.Answer shown = kernel.run("slider(0, 1).named(\"x\").at(0.25)");
        List<Message> opens = shown.of("comm_open");
        assertThat(opens).allSatisfy(open -> {
            assertThat(open.text("target_name", "")).isEqualTo("jupyter.widget");
            assertThat(open.metadata().get("version").getAsString()).isEqualTo("2.1.0");
            assertThat(open.content().getAsJsonObject("data").has("buffer_paths"))
                    .isTrue();
        });
        Message last = opens.get(opens.size() - 1);
        JsonObject slider = state(last);
        assertThat(slider.get("_model_name").getAsString()).isEqualTo("FloatSliderModel");
        assertThat(slider.get("_view_name").getAsString()).isEqualTo("FloatSliderView");
        assertThat(slider.get("value").getAsDouble()).isEqualTo(0.25);
        assertThat(slider.get("description").getAsString()).isEqualTo("x");
        // What a model refers to must be known when it is opened: widgets that look alike share it.
        JsonObject known = kernel.shell("comm_info_request", new JsonObject())
                .reply()
                .content()
                .getAsJsonObject("comms");
        for (String look : List.of("layout", "style")) {
            assertThat(known.has(slider.get(look).getAsString().substring("IPY_MODEL_".length())))
                    .isTrue();
        }

        JsonObject data = shown.of("execute_result").get(0).content().getAsJsonObject("data");
        assertThat(data.getAsJsonObject(VIEW).get("model_id").getAsString()).isEqualTo(id(last));
        assertThat(data.get("text/html").getAsString()).contains("0.25");
        assertThat(data.get("text/plain").getAsString()).isEqualTo("slider(0, 1).step(0.01).at(0.25).named(\"x\")");
    }

    @Test
    void aValueFromTheFrontEndIsEchoedAndSeenByTheRunningCellAndItsHandlerPrintsUnderItsOwnCell() throws Exception {
        String id = shown("var x = intSlider(0, 100)", "x");
        Message cell = kernel.start("""
                var told = new java.util.concurrent.CountDownLatch(1);
                x.onChange(v -> { System.out.println("now " + v); told.countDown(); });
                display("ready");
                while (x.value() < 7) Thread.sleep(5);
                told.await();
                x.value()""");
        Message sign = cell;
        while (!sign.type().equals("display_data") || !sign.parentId().equals(cell.id())) {
            sign = KernelFixture.next(kernel.broadcasts, "sign of the cell");
        }
        for (int i = 0; i < 2; i++) {
            Message moved = kernel.client.shell("comm_msg", update(id, "{value: 7, unknown: 1}"));
            List<Message> heard = kernel.broadcasts(moved);
            JsonObject echo = only(heard, "comm_msg").content().getAsJsonObject("data");
            assertThat(echo.get("method").getAsString()).isEqualTo("echo_update");
            assertThat(echo.getAsJsonObject("state").toString()).isEqualTo("{\"value\":7}");
        }
        KernelFixture.Answer ended = kernel.await(cell);
        assertThat(ended.value()).isEqualTo("7");
        assertThat(ended.stream("stdout")).isEqualTo("now 7\n");
    }

    @Test
    void whatTheCodeSetsReachesThePageOnceAndWhatItCannotHoldIsRefusedWithARange() throws Exception {
        String id = shown("var set = intSlider(0, 9)", "set");
        List<Message> updates =
                kernel.run("set.set(3); set.set(3); set.set(4);").of("comm_msg");
        assertThat(updates).allSatisfy(each -> assertThat(id(each)).isEqualTo(id));
        assertThat(updates.stream().map(each -> state(each).toString()))
                .containsExactly("{\"value\":3}", "{\"value\":4}");
        assertThat(kernel.run("set.set(10)").traceback()).contains("goes from 0 to 9");
        assertThat(kernel.run("slider(1, 0)").traceback()).contains("slider(0, 1)");
        // Of another sort than a number: neither echoed nor kept.
        assertThat(kernel.broadcasts(kernel.client.shell("comm_msg", update(id, "{value: 'high'}"))))
                .noneMatch(each -> each.type().equals("comm_msg"));
        assertThat(kernel.run("set.value()").value()).isEqualTo("4");
    }

    @Test
    void everyClickIsHeardAndAHandlerThatFailsShowsWhy() throws Exception {
        String id =
                shown("var clicks = new java.util.concurrent.atomic.AtomicInteger(); var go = button(\"go\")", "go");
        kernel.run(
                "go.onClick(() -> { if (clicks.incrementAndGet() == 2) throw new IllegalStateException(\"two\"); });");
        JsonObject click = json("{comm_id: '" + id + "', data: {method: 'custom', content: {event: 'click'}}}");
        for (int i = 0; i < 3; i++) {
            kernel.client.shell("comm_msg", click);
        }
        kernel.broadcasts(kernel.client.shell("comm_msg", click));
        assertThat(kernel.run("clicks.get()").value()).isEqualTo("4");
        assertThat(kernel.broadcasts)
                .anySatisfy(each -> assertThat(each.content().toString()).contains("IllegalStateException", "two"));
    }

    @Test
    void anInteractionIsMadeAgainWithWhatItPrintsAndThrows() throws Exception {
        KernelFixture.Answer shown = kernel.run("""
                var by = dropdown(10, 2, 0);
                interact(d -> { System.out.println("by " + d); return 100 / d; }, by)""");
        Map<String, Message> opens = shown.of("comm_open").stream()
                .collect(Collectors.toMap(
                        open -> state(open).get("_model_name").getAsString(),
                        Function.identity(),
                        (first, second) -> first));
        assertThat(outputs(opens.get("OutputModel"))).contains("by 10", "\"10\"");
        assertThat(shown.stream("stdout")).isEmpty();
        String id = id(opens.get("DropdownModel"));
        assertThat(outputs(lastUpdate(id, "{index: 1}")))
                .contains("by 2", "\"50\"")
                .doesNotContain("by 10");
        assertThat(outputs(lastUpdate(id, "{index: 2}"))).contains("by 0", "ArithmeticException", "/ by zero");
        assertThat(kernel.run("by.value()").value()).isEqualTo("0");
    }

    @Test
    void aPageThatIsLoadedAgainGetsEveryModel() throws Exception {
        String id = shown("var kept = text(\"typed\")", "kept");
        kernel.broadcasts(kernel.client.shell(
                "comm_open", json("{comm_id: 'control', target_name: 'jupyter.widget.control', data: {}}")));
        List<Message> heard = kernel.broadcasts(
                kernel.client.shell("comm_msg", json("{comm_id: 'control', data: {method: 'request_states'}}")));
        JsonObject data = only(heard, "comm_msg").content().getAsJsonObject("data");
        assertThat(data.get("method").getAsString()).isEqualTo("update_states");
        JsonObject mine = data.getAsJsonObject("states").getAsJsonObject(id);
        assertThat(mine.get("model_name").getAsString()).isEqualTo("TextModel");
        assertThat(mine.getAsJsonObject("state").get("value").getAsString()).isEqualTo("typed");
        String layout =
                mine.getAsJsonObject("state").get("layout").getAsString().substring("IPY_MODEL_".length());
        assertThat(data.getAsJsonObject("states").has(layout)).isTrue();
        assertThat(kernel.run("dev.tern.kernel.widget.Models.areDrawn()").value())
                .isEqualTo("true");

        heard = kernel.broadcasts(
                kernel.client.shell("comm_msg", json("{comm_id: '" + id + "', data: {method: 'request_state'}}")));
        assertThat(state(only(heard, "comm_msg")).get("value").getAsString()).isEqualTo("typed");
    }

    @Test
    void aPageThatClosesAWidgetDoesNotBreakTheCodeThatMovesIt() throws Exception {
        String id = shown("var gone = slider(0, 1)", "gone");
        kernel.broadcasts(kernel.client.shell("comm_close", json("{comm_id: '" + id + "', data: {}}")));
        assertThat(kernel.run("gone.set(0.5).value()").value()).contains("0.5");
        assertThat(shown("var same = gone", "gone")).isNotEqualTo(id);
    }

    /** With -Dtern.storm=10000 it prints how long cells take beside the storm. */
    @Test
    void cellsRunBesideAStorm() throws Exception {
        String id = shown("var beside = intSlider(0, 1_000_000)", "beside");
        try (Stopwatch watch = new Stopwatch(kernel.connection)) {
            long quiet = watch.median(() -> false);
            Thread storm = new Thread(() -> {
                for (int i = 1; i <= STORM; i++) {
                    watch.client.shell("comm_msg", update(id, "{value: " + i + "}"));
                }
            });
            storm.start();
            long stormy = watch.median(storm::isAlive);
            storm.join();
            if (System.getProperty("tern.storm") != null) {
                System.out.printf("1 + 1: %d us quiet, %d us beside %d messages of a slider%n", quiet, stormy, STORM);
            }
        }
        kernel.run("while (beside.value() < " + STORM + ") Thread.sleep(5);");
    }

    @Test
    void aStormLosesNoLastValueAndAbortsNothing() throws Exception {
        List<String> ids = new ArrayList<>();
        kernel.run("var heard = new java.util.concurrent.ConcurrentHashMap<Integer, Integer>();");
        for (int i = 0; i < 3; i++) {
            ids.add(shown("var storm" + i + " = intSlider(0, 1_000_000)", "storm" + i));
            kernel.run("storm" + i
                    + ".onChange(v -> { try { Thread.sleep(3); } catch (InterruptedException e) {} heard.put(" + i
                    + ", v); });");
        }
        Message last = kernel.start("1 + 1");
        for (int i = 1; i <= STORM; i++) {
            Message moved = kernel.client.shell("comm_msg", update(ids.get(i % 3), "{value: " + i + "}"));
            last = i == STORM ? moved : last;
        }
        assertThat(kernel.run("1 + 1").value()).isEqualTo("2");
        kernel.broadcasts(last);
        String expected = IntStream.rangeClosed(STORM - 2, STORM)
                .boxed()
                .sorted(Comparator.comparing(i -> i % 3))
                .map(i -> i % 3 + "=" + i)
                .collect(Collectors.joining(", ", "{", "}"));
        assertThat(kernel.run("heard.toString()").value()).isEqualTo(expected);
    }

    /** Declares a widget and shows it; its model's id. */
    private static String shown(String declaration, String name) throws InterruptedException {
        KernelFixture.Answer shown = kernel.run(declaration + ";\n" + name);
        return shown.of("execute_result")
                .get(0)
                .content()
                .getAsJsonObject("data")
                .getAsJsonObject(VIEW)
                .get("model_id")
                .getAsString();
    }

    private static Message lastUpdate(String id, String values) throws InterruptedException {
        List<Message> heard = kernel.broadcasts(kernel.client.shell("comm_msg", update(id, values)));
        List<Message> updates =
                heard.stream().filter(each -> each.type().equals("comm_msg")).toList();
        return updates.get(updates.size() - 1);
    }

    private static String outputs(Message message) {
        JsonArray outputs = state(message).getAsJsonArray("outputs");
        return outputs.toString();
    }

    private static JsonObject update(String id, String values) {
        return json("{comm_id: '" + id + "', data: {method: 'update', state: " + values + ", buffer_paths: []}}");
    }

    private static JsonObject state(Message message) {
        return message.content().getAsJsonObject("data").getAsJsonObject("state");
    }

    private static String id(Message message) {
        return message.text("comm_id", "");
    }

    private static Message only(List<Message> messages, String type) {
        List<Message> found =
                messages.stream().filter(each -> each.type().equals(type)).toList();
        assertThat(found).hasSize(1);
        return found.get(0);
    }

    private static JsonObject json(String text) {
        return JsonParser.parseString(text).getAsJsonObject();
    }
}
