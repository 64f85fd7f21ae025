package dev.tern.kernel.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import dev.tern.kernel.conformance.RecordingClient.Sent;
import java.util.List;

/** What a request has brought; made only when the laws that hold for every request hold for it. */
record Answer(Sent request, Heard reply, List<Heard> broadcasts) {
    Answer {
        String type = request.header().get("msg_type").getAsString();
        assertThat(reply.type()).isEqualTo(type.replace("_request", "_reply"));
        assertThat(reply.parent()).as("parent of the reply").isEqualTo(request.header());
        assertThat(reply.content().has("status")).as("a status in %s", reply).isTrue();
        Heard first = broadcasts.get(0);
        Heard last = broadcasts.get(broadcasts.size() - 1);
        assertThat(first.text("execution_state")).as("first broadcast").isEqualTo("busy");
        assertThat(last.text("execution_state")).as("last broadcast").isEqualTo("idle");
        assertThat(broadcasts.stream().filter(each -> each.type().equals("status")))
                .hasSize(2);
        for (Heard each : broadcasts) {
            assertThat(each.parent()).as("parent of %s", each.type()).isEqualTo(request.header());
        }
        // Two sockets have no common order, but the kernel dates what it makes.
        assertThat(first.date()).as("busy before the reply").isBeforeOrEqualTo(reply.date());
        assertThat(reply.date()).as("reply before idle").isBeforeOrEqualTo(last.date());
    }

    String status() {
        return reply.text("status");
    }

    /** The types of what was broadcast between busy and idle. */
    List<String> types() {
        return broadcasts.subList(1, broadcasts.size() - 1).stream()
                .map(Heard::type)
                .toList();
    }

    Heard first(String type) {
        return broadcasts.stream()
                .filter(each -> each.type().equals(type))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + type + " in " + broadcasts));
    }

    JsonObject object(String field) {
        return reply.content().getAsJsonObject(field);
    }

    /** The plain text of the value of a cell. */
    String value() {
        return first("execute_result")
                .content()
                .getAsJsonObject("data")
                .get("text/plain")
                .getAsString();
    }
}
