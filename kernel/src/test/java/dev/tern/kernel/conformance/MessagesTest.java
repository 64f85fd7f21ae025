package dev.tern.kernel.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.tern.kernel.conformance.Heard.Channel;
import dev.tern.kernel.conformance.RecordingClient.Sent;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Every request of the protocol once, and every message that comes back held against {@link Protocol}. */
@Timeout(value = 90, unit = TimeUnit.SECONDS)
class MessagesTest {
    private static KernelProcess kernel;
    private static RecordingClient client;

    @BeforeAll
    static void start() throws Exception {
        kernel = KernelProcess.start();
        client = new RecordingClient(kernel.connection);
    }

    @AfterAll
    static void stop() throws Exception {
        client.close();
        kernel.close();
    }

    @AfterEach
    void nothingHeardWasWrong() {
        client.settle(50);
        assertThat(client.faults()).isEmpty();
    }

    @Test
    void executeOk() {
        Answer answer = client.run("System.out.print(\"o\"); System.err.print(\"e\"); 6 * 7");
        assertThat(answer.status()).isEqualTo("ok");
        assertThat(answer.types()).containsExactly("execute_input", "stream", "stream", "execute_result");
        assertThat(answer.value()).isEqualTo("42");
        String count = answer.reply().text("execution_count");
        assertThat(answer.first("execute_input").text("execution_count")).isEqualTo(count);
        assertThat(answer.first("execute_result").text("execution_count")).isEqualTo(count);
    }

    @Test
    void executeError() {
        Answer answer = client.run("throw new IllegalStateException(\"why\");");
        assertThat(answer.status()).isEqualTo("error");
        assertThat(answer.types()).containsExactly("execute_input", "error");
        for (String field : List.of("ename", "evalue", "traceback")) {
            assertThat(answer.first("error").content().get(field))
                    .isEqualTo(answer.reply().content().get(field));
        }
        assertThat(client.run("int bad = \"text\";").types()).containsExactly("execute_input", "error");
    }

    @Test
    void executeAborted() {
        Sent failing = client.cell("Thread.sleep(200); throw new RuntimeException();");
        Sent behind = client.cell("1");
        assertThat(client.answer(failing).status()).isEqualTo("error");
        Answer aborted = client.answer(behind);
        assertThat(aborted.status()).isEqualTo("aborted");
        assertThat(aborted.types()).isEmpty();

        Sent tolerant = client.send(
                Channel.SHELL,
                "execute_request",
                "{'code': 'Thread.sleep(200); throw new RuntimeException();', 'stop_on_error': false}");
        Sent next = client.cell("2");
        assertThat(client.answer(tolerant).status()).isEqualTo("error");
        assertThat(client.answer(next).value()).isEqualTo("2");
    }

    @Test
    void executeSilently() {
        int before = client.run("1").reply().content().get("execution_count").getAsInt();
        Answer silent = client.ask(
                Channel.SHELL, "execute_request", "{'code': '6 * 7', 'silent': true, 'store_history': true}");
        assertThat(silent.status()).isEqualTo("ok");
        assertThat(silent.types()).isEmpty();
        Answer unstored = client.ask(
                Channel.SHELL, "execute_request", "{'code': '6 * 7', 'silent': false, 'store_history': false}");
        assertThat(unstored.value()).isEqualTo("42");
        assertThat(client.run("1").reply().content().get("execution_count").getAsInt())
                .isEqualTo(before + 1);
    }

    @Test
    void executeWithExpressions() {
        Answer answer = client.ask(
                Channel.SHELL,
                "execute_request",
                "{'code': 'int twenty = 20;', 'user_expressions': {'good': 'twenty + 1', 'bad': 'nowhere'}}");
        JsonObject results = answer.object("user_expressions");
        assertThat(results.getAsJsonObject("good").get("status").getAsString()).isEqualTo("ok");
        assertThat(results.getAsJsonObject("bad").get("status").getAsString()).isEqualTo("error");
        assertThat(answer.types()).containsExactly("execute_input");
    }

    @Test
    void displays() {
        Answer answer = client.run("display(1); display(\"id\", \"one\"); update(\"id\", \"two\"); clear();");
        assertThat(answer.types())
                .containsExactly(
                        "execute_input", "display_data", "display_data", "update_display_data", "clear_output");
    }

    @Test
    void inspect() {
        Answer found = client.ask(
                Channel.SHELL, "inspect_request", "{'code': 'Math.max', 'cursor_pos': 8, 'detail_level': 0}");
        assertThat(found.reply().text("found")).isEqualTo("true");
        assertThat(found.object("data").has("text/plain")).isTrue();
        Answer detailed = client.ask(
                Channel.SHELL, "inspect_request", "{'code': 'Math.max', 'cursor_pos': 8, 'detail_level': 1}");
        assertThat(detailed.reply().text("found")).isEqualTo("true");
        Answer none = client.ask(Channel.SHELL, "inspect_request", "{'code': '', 'cursor_pos': 0, 'detail_level': 0}");
        assertThat(none.status()).isEqualTo("ok");
        assertThat(none.reply().text("found")).isEqualTo("false");
        assertThat(none.object("data").size()).isZero();
    }

    @Test
    void complete() {
        Answer answer = client.ask(Channel.SHELL, "complete_request", "{'code': 'Math.ma + 1', 'cursor_pos': 7}");
        JsonArray matches = answer.reply().content().getAsJsonArray("matches");
        assertThat(matches).isNotEmpty();
        assertThat(answer.reply().text("cursor_start")).isEqualTo("5");
        assertThat(answer.reply().text("cursor_end")).isEqualTo("7");
        JsonArray types = answer.object("metadata").getAsJsonArray("_jupyter_types_experimental");
        assertThat(types).hasSameSizeAs(matches);
        Answer none = client.ask(Channel.SHELL, "complete_request", "{'code': 'nosuchword', 'cursor_pos': 10}");
        assertThat(none.reply().content().getAsJsonArray("matches")).isEmpty();
    }

    @Test
    void isComplete() {
        assertThat(completeness("int n = 1;")).isEqualTo("complete");
        assertThat(completeness("for (int i = 0; i < 3; i++) {")).isEqualTo("incomplete");
        assertThat(completeness("int int = ;;)")).isEqualTo("invalid");
        assertThat(completeness("")).isEqualTo("complete");
    }

    private static String completeness(String code) {
        return client.ask(Channel.SHELL, "is_complete_request", "{'code': '" + code + "'}")
                .status();
    }

    @Test
    void history() {
        String[] codes = {"\"first of history\"", "\"second of history\""};
        client.run(codes[0]);
        client.run(codes[1]);
        JsonArray tail = history("'hist_access_type': 'tail', 'n': 2, 'output': false");
        assertThat(List.of(tail.get(0), tail.get(1)).stream().map(MessagesTest::input))
                .containsExactly(codes);
        assertThat(input(history("'hist_access_type': 'tail', 'n': 1, 'output': true")
                        .get(0)))
                .isEqualTo(codes[1]);
        JsonArray first = tail.get(0).getAsJsonArray();
        int line = first.get(1).getAsInt();
        assertThat(history("'hist_access_type': 'range', 'session': " + first.get(0) + ", 'start': " + line
                        + ", 'stop': " + (line + 1) + ", 'output': false"))
                .containsExactly(first);
        client.run(codes[0]);
        String search = "'hist_access_type': 'search', 'pattern': '*rst of hist*', 'output': false";
        assertThat(history(search)).hasSize(2);
        assertThat(history(search + ", 'unique': true")).hasSize(1);
        assertThat(history(search + ", 'n': 1")).hasSize(1);
    }

    private static JsonArray history(String fields) {
        return client.ask(Channel.SHELL, "history_request", "{" + fields + ", 'raw': true}")
                .reply()
                .content()
                .getAsJsonArray("history");
    }

    private static String input(JsonElement entry) {
        JsonElement input = entry.getAsJsonArray().get(2);
        return input.isJsonArray() ? input.getAsJsonArray().get(0).getAsString() : input.getAsString();
    }

    @Test
    void comms() {
        assertThat(client.ask(Channel.SHELL, "comm_info_request", "{}").status())
                .isEqualTo("ok");
        assertThat(client.ask(Channel.SHELL, "comm_info_request", "{'target_name': 'nowhere'}")
                        .object("comms")
                        .size())
                .isZero();
        Sent open = client.send(
                Channel.SHELL, "comm_open", "{'comm_id': 'c1', 'target_name': 'nowhere', 'data': {'x': 1}}");
        client.awaitIdle(open);
        assertThat(client.about(open).stream().map(Heard::type)).containsExactly("status", "comm_close", "status");
        assertThat(client.about(open).get(1).text("comm_id")).isEqualTo("c1");
        client.send(Channel.SHELL, "comm_msg", "{'comm_id': 'c1', 'data': {}}");
        client.send(Channel.SHELL, "comm_close", "{'comm_id': 'c1', 'data': {}}");
        assertThat(client.ask(Channel.SHELL, "comm_info_request", "{}").status())
                .isEqualTo("ok");
    }

    @Test
    void subshellsAreAnsweredIfAndOnlyIfTheyAreSupported() {
        boolean supported = client.ask(Channel.CONTROL, "kernel_info_request", "{}")
                .reply()
                .content()
                .getAsJsonArray("supported_features")
                .contains(JsonParser.parseString("\"kernel subshells\""));
        if (!supported) {
            Sent create = client.send(Channel.CONTROL, "create_subshell_request", "{}");
            client.ask(Channel.CONTROL, "kernel_info_request", "{}");
            assertThat(client.heard()).noneMatch(each -> each.parentId().equals(create.id()));
            return;
        }
        String id = client.ask(Channel.CONTROL, "create_subshell_request", "{}")
                .reply()
                .text("subshell_id");
        String subshell = "{'subshell_id': '" + id + "'}";
        JsonArray all = client.ask(Channel.CONTROL, "list_subshell_request", "{}")
                .reply()
                .content()
                .getAsJsonArray("subshell_id");
        assertThat(all).contains(JsonParser.parseString("\"" + id + "\""));
        assertThat(client.ask(Channel.CONTROL, "delete_subshell_request", subshell)
                        .status())
                .isEqualTo("ok");
        assertThat(client.ask(Channel.CONTROL, "delete_subshell_request", subshell)
                        .status())
                .isEqualTo("error");
    }

    @Test
    void requestsAreAnsweredWhileACellRuns() {
        Sent cell = client.cell("System.out.println(\"running\"); while (true) { }");
        client.await(each -> each.type().equals("stream") && each.parentId().equals(cell.id()), "output");
        for (Channel channel : List.of(Channel.SHELL, Channel.CONTROL)) {
            assertThat(client.ask(channel, "kernel_info_request", "{}").status())
                    .isEqualTo("ok");
        }
        assertThat(client.ask(Channel.SHELL, "complete_request", "{'code': 'Math.ma', 'cursor_pos': 7}")
                        .status())
                .isEqualTo("ok");
        Answer interrupt = client.ask(Channel.CONTROL, "interrupt_request", "{}");
        assertThat(interrupt.status()).isEqualTo("ok");
        assertThat(interrupt.types()).isEmpty();
        assertThat(client.answer(cell).status()).isEqualTo("error");
    }

    @Test
    void standardInput() {
        Sent cell = client.cell("new Scanner(System.in).nextLine()");
        Heard asked = client.await(each -> each.parentId().equals(cell.id()) && each.channel() == Channel.STDIN, "?");
        assertThat(asked.parent()).isEqualTo(cell.header());
        client.send(Channel.STDIN, "input_reply", "{'status': 'ok', 'value': 'typed'}");
        assertThat(client.answer(cell).value()).isEqualTo("typed");
        Answer refused =
                client.ask(Channel.SHELL, "execute_request", "{'code': 'System.in.read()', 'allow_stdin': false}");
        assertThat(refused.status()).isEqualTo("error");
    }

    @Test
    void whatIsNotKnownIsNotAnswered() {
        Sent unknown = client.send(Channel.SHELL, "make_coffee_request", "{}");
        Sent reply = client.send(Channel.CONTROL, "execute_reply", "{'status': 'ok'}");
        client.ask(Channel.SHELL, "kernel_info_request", "{}");
        client.ask(Channel.CONTROL, "kernel_info_request", "{}");
        assertThat(client.heard()).noneMatch(each -> each.parentId().equals(unknown.id()));
        assertThat(client.heard()).noneMatch(each -> each.parentId().equals(reply.id()));
    }

    @Test
    void repliesGoToTheOneWhoAskedAndBroadcastsToAll() {
        try (RecordingClient other = new RecordingClient(kernel.connection)) {
            Answer answer = client.run("System.out.print(\"for all\");");
            Heard stream = other.await(each -> each.type().equals("stream"), "stream");
            assertThat(stream.parentId()).isEqualTo(answer.request().id());
            other.awaitIdle(answer.request());
            assertThat(other.heard()).allMatch(each -> each.channel() == Channel.IOPUB);
            assertThat(other.ask(Channel.CONTROL, "kernel_info_request", "{}").status())
                    .isEqualTo("ok");
            assertThat(other.faults()).isEmpty();
        }
    }
}
