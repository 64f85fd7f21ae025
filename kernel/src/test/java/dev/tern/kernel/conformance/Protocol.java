package dev.tern.kernel.conformance;

import static dev.tern.kernel.conformance.Shape.any;
import static dev.tern.kernel.conformance.Shape.bool;
import static dev.tern.kernel.conformance.Shape.by;
import static dev.tern.kernel.conformance.Shape.count;
import static dev.tern.kernel.conformance.Shape.either;
import static dev.tern.kernel.conformance.Shape.listOf;
import static dev.tern.kernel.conformance.Shape.mapOf;
import static dev.tern.kernel.conformance.Shape.matching;
import static dev.tern.kernel.conformance.Shape.object;
import static dev.tern.kernel.conformance.Shape.oneOf;
import static dev.tern.kernel.conformance.Shape.text;
import static dev.tern.kernel.conformance.Shape.tuple;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a kernel may say, in protocol 5.5 (jupyter_client, docs/messaging.rst). Stricter than its authors' own
 * schemas in one point: a field that the page does not name is a fault, since it is most often a misspelt one.
 */
final class Protocol {
    private static final Shape METADATA = mapOf(".*", any());
    private static final Shape HEADER = object().required("msg_id", matching(".+"))
            .required("session", matching(".+"))
            .required("username", text())
            .required("date", matching("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?(Z|[+-]\\d\\d:?\\d\\d)"))
            .required("msg_type", matching("[a-z_]+"))
            .required("version", oneOf("5.5"))
            .optional("subshell_id", text());
    private static final Shape BUNDLE = (place, value, fault) -> {
        mapOf("[\\w\\-+.]+/[\\w\\-+.]+", any()).check(place, value, fault);
        if (value.isJsonObject()) {
            value.getAsJsonObject().entrySet().stream()
                    .filter(each -> !each.getKey().endsWith("json"))
                    .forEach(each -> text().check(place + "." + each.getKey(), each.getValue(), fault));
        }
    };
    private static final Shape SHOWN = (place, value, fault) -> {
        BUNDLE.check(place, value, fault);
        if (value.isJsonObject() && !value.getAsJsonObject().has("text/plain")) {
            fault.accept(place + " has no text/plain, which every front end can show");
        }
    };
    private static final Shape EXPRESSION = by(
            "status",
            Map.of(
                    "ok", ok().required("data", SHOWN).required("metadata", METADATA),
                    "error", failure().required("status", text())));
    private static final Shape TYPED_MATCH = object().required("start", count())
            .required("end", count())
            .required("text", text())
            .required("type", text())
            .optional("signature", text());
    private static final Shape LANGUAGE = object().required("name", matching(".+"))
            .required("version", text())
            .required("mimetype", matching(".+/.+"))
            .required("file_extension", matching("\\..+"))
            .optional("pygments_lexer", text())
            .optional("codemirror_mode", either(text(), METADATA))
            .optional("nbconvert_exporter", text());

    private static final Map<String, Shape> REPLIES = new TreeMap<>(Map.ofEntries(
            reply(
                    "execute",
                    ok().required("execution_count", count())
                            .optional("payload", listOf(METADATA))
                            .optional("user_expressions", mapOf(".*", EXPRESSION))),
            reply(
                    "inspect",
                    ok().required("found", bool()).required("data", BUNDLE).required("metadata", METADATA)),
            reply(
                    "complete",
                    ok().required("matches", listOf(text()))
                            .required("cursor_start", count())
                            .required("cursor_end", count())
                            .required(
                                    "metadata", object().optional("_jupyter_types_experimental", listOf(TYPED_MATCH)))),
            reply(
                    "history",
                    ok().required(
                                    "history",
                                    listOf(tuple(
                                            count(),
                                            count(),
                                            either(text(), tuple(text(), either(text(), nothing()))))))),
            reply("comm_info", ok().required("comms", mapOf(".+", object().required("target_name", text())))),
            reply(
                    "kernel_info",
                    ok().required("protocol_version", oneOf("5.5"))
                            .required("implementation", matching(".+"))
                            .required("implementation_version", matching(".+"))
                            .required("language_info", LANGUAGE)
                            .required("banner", text())
                            .optional("debugger", bool())
                            .optional(
                                    "help_links",
                                    listOf(object().required("text", text()).required("url", text())))
                            .optional("supported_features", listOf(text()))),
            reply("shutdown", ok().required("restart", bool())),
            reply("interrupt", ok()),
            reply("create_subshell", ok().required("subshell_id", matching(".+"))),
            reply("delete_subshell", ok()),
            reply("list_subshell", ok().required("subshell_id", listOf(text()))),
            Map.entry("debug_reply", METADATA),
            Map.entry(
                    "is_complete_reply",
                    by(
                            "status",
                            Map.of(
                                    "complete", object().required("status", text()),
                                    "invalid", object().required("status", text()),
                                    "unknown", object().required("status", text()),
                                    "incomplete",
                                            object().required("status", text()).required("indent", text()),
                                    "error", failure().required("status", text()))))));

    private static final Map<String, Shape> BROADCASTS = new TreeMap<>(Map.ofEntries(
            Map.entry("status", object().required("execution_state", oneOf("busy", "idle", "starting"))),
            Map.entry(
                    "stream",
                    object().required("name", oneOf("stdout", "stderr")).required("text", text())),
            Map.entry(
                    "display_data",
                    object().required("data", SHOWN)
                            .required("metadata", METADATA)
                            .optional("transient", object().optional("display_id", matching(".+")))),
            Map.entry(
                    "update_display_data",
                    object().required("data", SHOWN)
                            .required("metadata", METADATA)
                            .required("transient", object().required("display_id", matching(".+")))),
            Map.entry(
                    "execute_result",
                    object().required("execution_count", count())
                            .required("data", SHOWN)
                            .required("metadata", METADATA)
                            .optional("transient", object().optional("display_id", text()))),
            Map.entry("execute_input", object().required("code", text()).required("execution_count", count())),
            Map.entry("error", failure()),
            Map.entry("clear_output", object().required("wait", bool())),
            Map.entry("iopub_welcome", object().required("subscription", text())),
            Map.entry("debug_event", METADATA),
            Map.entry(
                    "comm_open",
                    object().required("comm_id", matching(".+"))
                            .required("target_name", text())
                            .required("data", METADATA)
                            .optional("target_module", either(text(), nothing()))),
            Map.entry("comm_msg", object().required("comm_id", matching(".+")).required("data", METADATA)),
            Map.entry("comm_close", object().required("comm_id", matching(".+")).required("data", METADATA))));

    private static final Map<String, Shape> QUESTIONS =
            Map.of("input_request", object().required("prompt", text()).required("password", bool()));

    private Protocol() {}

    /** What is wrong with this message; empty when nothing is. */
    static List<String> faults(Heard message) {
        List<String> faults = new ArrayList<>();
        String type = message.type();
        Shape content = switch (message.channel()) {
            case SHELL, CONTROL -> REPLIES.get(type);
            case STDIN -> QUESTIONS.get(type);
            case IOPUB -> BROADCASTS.get(type);
        };
        HEADER.check(type + ".header", message.header(), faults::add);
        if (content == null) {
            faults.add(type + " has no place on " + message.channel());
        } else {
            content.check(type + ".content", message.content(), faults::add);
        }
        boolean welcome = type.equals("iopub_welcome");
        if (message.parent().size() == 0 != welcome) {
            faults.add(type + (welcome ? " has a parent" : " has no parent"));
        }
        if (message.channel() == Heard.Channel.IOPUB && message.identities().size() != 1) {
            faults.add(type + " has " + message.identities().size() + " topics");
        }
        return faults;
    }

    private static Map.Entry<String, Shape> reply(String request, Shape.Fields whenOk) {
        Shape.Fields failed = failure().required("status", text());
        Shape.Fields aborted = object().required("status", text());
        if (request.equals("execute")) {
            failed.required("execution_count", count());
            aborted.required("execution_count", count());
        }
        return Map.entry(request + "_reply", by("status", Map.of("ok", whenOk, "error", failed, "aborted", aborted)));
    }

    private static Shape.Fields ok() {
        return object().required("status", oneOf("ok"));
    }

    private static Shape.Fields failure() {
        return object().required("ename", matching(".+"))
                .required("evalue", text())
                .required("traceback", listOf(text()));
    }

    private static Shape nothing() {
        return (place, value, fault) -> {
            if (!value.isJsonNull()) {
                fault.accept(place + " is not null: " + value);
            }
        };
    }
}
