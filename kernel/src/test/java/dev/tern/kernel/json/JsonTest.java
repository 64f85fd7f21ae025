package dev.tern.kernel.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.Gson;
import com.google.gson.JsonParser;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Our writer and reader agree with each other, and with a library that reads JSON. */
class JsonTest {
    private record Point(double x, String name) {}

    private static Object random(Random random, int depth) {
        return switch (random.nextInt(depth > 4 ? 5 : 7)) {
            case 0 -> random.nextGaussian() * Math.pow(10, random.nextInt(40) - 20);
            case 1 -> random.nextLong() >> random.nextInt(5, 60);
            case 2 -> random.nextBoolean();
            case 3 -> text(random);
            case 4 -> "";
            case 5 ->
                random.ints(random.nextInt(4))
                        .mapToObj(i -> random(random, depth + 1))
                        .toList();
            default -> {
                Map<String, Object> map = new LinkedHashMap<>();
                for (int i = random.nextInt(4); i > 0; i--) {
                    map.put(text(random), random(random, depth + 1));
                }
                yield map;
            }
        };
    }

    private static String text(Random random) {
        return random.ints(random.nextInt(8), 0, 0x10000)
                .map(c -> random.nextBoolean() ? c % 128 : c)
                .filter(c -> !Character.isSurrogate((char) c))
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    @RepeatedTest(200)
    void whatIsWrittenIsReadBack(RepetitionInfo run) {
        Object value = random(new Random(run.getCurrentRepetition()), 0);
        String json = Json.writeIndented(value);
        assertThat(Json.read(json)).isEqualTo(value);
        assertThat(Json.read(Json.write(value))).isEqualTo(value);
        assertThat(JsonParser.parseString(Json.write(value))).isEqualTo(new Gson().toJsonTree(value));
    }

    @Test
    void javaValuesHaveTheirPlainCounterparts() {
        assertThat(Json.writeIndented(new Point(Double.NaN, "\ud800\"")))
                .isEqualTo("{\n  \"x\": null,\n  \"name\": \"\\ud800\\\"\"\n}");
        assertThat(Json.writeIndented(Arrays.asList(1, null, 2.5f, new int[0], Optional.of(true))))
                .isEqualTo("[\n  1,\n  null,\n  2.5,\n  [],\n  true\n]");
        assertThat(Json.writeIndented(new long[] {1, Long.MAX_VALUE})).isEqualTo("[1, 9223372036854775807]");
        assertThat(JsonParser.parseString(Json.writeIndented(List.of(1e300, 1e-30f, 4.9e-324)))
                        .getAsJsonArray())
                .hasSize(3);
    }

    @Test
    void compactTextHasNoBlanks() {
        assertThat(Json.write(Map.of("a b", List.of(1, List.of("c"), List.of()))))
                .isEqualTo("{\"a b\":[1,[\"c\"],[]]}");
    }

    @Test
    void numbersKeepTheirValue() {
        assertThat(Json.read("[0, -7, 123456789012345678, 1.0, 1e2, -0, 12345678901234567890]"))
                .isEqualTo(List.of(0L, -7L, 123456789012345678L, 1.0, 100.0, -0.0, 1.2345678901234567e19));
    }

    @Test
    void anObjectIsWanted() {
        assertThat(Json.object(" {\"a\": {\"b\": null}} ").get("a")).isInstanceOf(Map.class);
        assertThatThrownBy(() -> Json.object("[1]"))
                .hasMessageContaining("JSON object")
                .hasMessageContaining("[1]");
    }

    @Test
    void whatContainsItselfIsRefused() {
        List<Object> ring = new ArrayList<>();
        ring.add(List.of(ring));
        assertThatThrownBy(() -> Json.writeIndented(ring)).hasMessageContaining("ArrayList contains itself");
        List<Integer> twice = List.of(1);
        assertThat(Json.writeIndented(List.of(twice, twice))).isEqualTo("[\n  [1],\n  [1]\n]");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{",
                "[1,]",
                "{\"a\"}",
                "{a: 1}",
                "01",
                "1.",
                ".5",
                "+1",
                "NaN",
                "nul",
                "'a'",
                "\"a",
                "\"\\x\"",
                "\"\\u12g4\"",
                "\"\n\"",
                "[1] 2",
                "{\"a\":1,}",
                "[1 2]",
                "\u0000",
                "tru"
            })
    void whatIsNotJsonIsRefused(String text) {
        assertThatThrownBy(() -> Json.read(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("line");
    }

    @Test
    void deepNestingIsRefusedBeforeTheStackIs() {
        assertThatThrownBy(() -> Json.read("[".repeat(100_000))).hasMessageContaining("levels");
    }
}
