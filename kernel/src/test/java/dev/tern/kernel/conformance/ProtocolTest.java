package dev.tern.kernel.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.tern.kernel.conformance.Heard.Channel;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The schemas accept what the protocol shows and refuse what it does not. */
class ProtocolTest {
    private static final Signer SIGNER = new Signer("key");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "SHELL   | execute_reply     | {'status': 'ok', 'execution_count': 1}",
                "SHELL   | execute_reply     | {'status': 'aborted', 'execution_count': 1}",
                "SHELL   | is_complete_reply | {'status': 'incomplete', 'indent': ''}",
                "SHELL   | history_reply     | {'status': 'ok', 'history': [[0, 1, 'a'], [0, 2, ['b', null]]]}",
                "CONTROL | interrupt_reply   | {'status': 'error', 'ename': 'E', 'evalue': '', 'traceback': []}",
                "STDIN   | input_request     | {'prompt': '', 'password': false}",
                "IOPUB   | stream            | {'name': 'stdout', 'text': ''}",
                "IOPUB   | display_data      | {'data': {'text/plain': '', 'application/json': {}}, 'metadata': {}}",
            })
    void right(Channel channel, String type, String content) {
        assertThat(Protocol.faults(message(channel, type, content))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "SHELL   | execute_reply     | {'status': 'ok'} | no execution_count",
                "SHELL   | execute_reply     | {'execution_count': 1} | no status",
                "SHELL   | execute_reply     | {'status': 'fine', 'execution_count': 1} | fine",
                "SHELL   | execute_reply     | {'status': 'ok', 'execution_count': 1.5} | whole number",
                "SHELL   | execute_reply     | {'status': 'ok', 'execution_count': 1, 'payloads': []} | payloads",
                "SHELL   | is_complete_reply | {'status': 'incomplete'} | indent",
                "SHELL   | history_reply     | {'status': 'ok', 'history': [[0, 1]]} | list of 3",
                "SHELL   | inspect_reply     | {'status': 'ok', 'found': 'yes', 'data': {}, 'metadata': {}} | true or",
                "SHELL   | stream            | {'name': 'stdout', 'text': ''} | no place",
                "CONTROL | interrupt_reply   | {'status': 'error', 'ename': 'E', 'evalue': ''} | traceback",
                "IOPUB   | stream            | {'name': 'stdin', 'text': ''} | stdin",
                "IOPUB   | status            | {'execution_state': 'dead'} | dead",
                "IOPUB   | display_data      | {'data': {'text/html': ''}, 'metadata': {}} | text/plain",
                "IOPUB   | display_data      | {'data': {'text/plain': 1}, 'metadata': {}} | string",
                "IOPUB   | display_data      | {'data': {'text': ''}, 'metadata': {}} | field named text",
                "IOPUB   | update_display_data | {'data': {'text/plain': ''}, 'metadata': {}} | transient",
            })
    void wrong(Channel channel, String type, String content, String fault) {
        assertThat(String.join("\n", Protocol.faults(message(channel, type, content))))
                .contains(fault);
    }

    @Test
    void headersAreChecked() {
        Heard right = message(Channel.CONTROL, "interrupt_reply", "{'status': 'ok'}");
        right.header().addProperty("date", "2026-01-01T10:00:00");
        assertThat(Protocol.faults(right)).anyMatch(fault -> fault.contains("header.date"));
        Heard orphan = new Heard(
                Channel.CONTROL,
                List.of(),
                SIGNER.header("interrupt_reply"),
                new JsonObject(),
                new JsonObject(),
                json("{'status': 'ok'}"));
        assertThat(Protocol.faults(orphan)).containsExactly("interrupt_reply has no parent");
    }

    private static Heard message(Channel channel, String type, String content) {
        List<byte[]> identities = channel == Channel.IOPUB ? List.of(Signer.utf8("topic")) : List.of();
        return new Heard(
                channel,
                identities,
                SIGNER.header(type),
                SIGNER.header("some_request"),
                new JsonObject(),
                json(content));
    }

    private static JsonObject json(String text) {
        return JsonParser.parseString(text.replace('\'', '"')).getAsJsonObject();
    }
}
