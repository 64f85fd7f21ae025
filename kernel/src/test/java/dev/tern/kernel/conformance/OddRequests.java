package dev.tern.kernel.conformance;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** The contents of requests, each field right, missing, or of any type and size but the right one. */
final class OddRequests {
    private static final List<String> ANSWERED = List.of(
            "execute_request",
            "inspect_request",
            "complete_request",
            "history_request",
            "is_complete_request",
            "comm_info_request",
            "kernel_info_request",
            "interrupt_request");
    private static final List<String> OTHERS =
            List.of("comm_open", "comm_msg", "comm_close", "debug_request", "delete_subshell_request", "input_reply");

    private static final Map<String, List<String>> FIELDS = Map.ofEntries(
            Map.entry(
                    "execute_request",
                    List.of("code", "silent", "store_history", "user_expressions", "allow_stdin", "stop_on_error")),
            Map.entry("inspect_request", List.of("code", "cursor_pos", "detail_level")),
            Map.entry("complete_request", List.of("code", "cursor_pos")),
            Map.entry(
                    "history_request",
                    List.of("output", "raw", "hist_access_type", "session", "start", "stop", "n", "pattern", "unique")),
            Map.entry("is_complete_request", List.of("code")),
            Map.entry("comm_info_request", List.of("target_name")),
            Map.entry("comm_open", List.of("comm_id", "target_name", "data")),
            Map.entry("comm_msg", List.of("comm_id", "data")),
            Map.entry("comm_close", List.of("comm_id", "data")),
            Map.entry("debug_request", List.of("type", "seq", "command", "arguments")),
            Map.entry("delete_subshell_request", List.of("subshell_id")),
            Map.entry("input_reply", List.of("value", "status")));
    private static final Map<String, List<String>> RIGHT = Map.of(
            "code", List.of("\"1 + 1\"", "\"int x = 2;\"", "\"Math.max(1, \"", "\"// \\ud83d\\ude00\"", "\"%nosuch\""),
            "user_expressions", List.of("{}", "{\"a\": \"1\"}", "{\"a\": \"nowhere\"}"),
            "hist_access_type", List.of("\"tail\"", "\"range\"", "\"search\""),
            "cursor_pos", List.of("0", "3", "7"),
            "start", List.of("0", "1"),
            "stop", List.of("2", "9"),
            "n", List.of("1", "5"),
            "pattern", List.of("\"*1*\"", "\"?\""));
    private static final List<String> ODD = List.of(
            "3",
            "-5",
            "0.5",
            "1099511627776",
            "1e300",
            "-1e300",
            "1e999999999",
            "true",
            "false",
            "null",
            "\"\"",
            "\"x\"",
            "\"\\u0000\"",
            "\"\\ud800\"",
            "\"\\udc00\\ud800\"",
            "\"\\uffff\\u2028\"",
            "[]",
            "[1]",
            "[null]",
            "[[\"a\"]]",
            "{}",
            "{\"a\": 1}",
            "{\"a\": null}",
            "{\"a\": []}",
            "{\"\": {}}");
    private static final List<String> ODD_CODE = List.of(
            "(".repeat(3000),
            "{".repeat(3000),
            "1+".repeat(3000) + "1",
            "a.".repeat(20),
            "'".repeat(3),
            "\\\"".repeat(3),
            "\\\\u000",
            "/*",
            "}",
            ";".repeat(30),
            "@",
            "%%",
            "% ",
            "\\r\\n\\t\\f\\u001a",
            "\\ud83d".repeat(9),
            "x".repeat(70_000));

    private final Random random;

    OddRequests(Random random) {
        this.random = random;
    }

    /** The type of a request that must be answered, however wrong its content is. */
    String answered() {
        return pick(ANSWERED);
    }

    /** The type of a message that a kernel may ignore. */
    String other() {
        return pick(OTHERS);
    }

    /** The content of a request as JSON. */
    String content(String type) {
        List<String> fields = new ArrayList<>();
        for (String name : FIELDS.getOrDefault(type, List.of())) {
            int dice = random.nextInt(10);
            if (dice > 0) {
                fields.add("\"" + name + "\": " + (dice > 4 ? pick(RIGHT.getOrDefault(name, ODD)) : odd(name)));
            }
        }
        if (random.nextInt(10) == 0) {
            fields.add("\"nobody_knows\": " + pick(ODD));
        }
        return "{" + String.join(", ", fields) + "}";
    }

    private String odd(String name) {
        return name.equals("code") && random.nextBoolean() ? "\"" + pick(ODD_CODE) + "\"" : pick(ODD);
    }

    /** A JSON value of any type. */
    String value() {
        return pick(ODD);
    }

    private String pick(List<String> from) {
        return from.get(random.nextInt(from.size()));
    }
}
