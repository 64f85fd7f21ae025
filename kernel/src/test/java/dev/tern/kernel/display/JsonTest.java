package dev.tern.kernel.display;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
            case 1 -> (double) random.nextInt();
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
        String json = JsonWriter.write(value);
        assertThat(JsonReader.read(json)).isEqualTo(value);
        assertThat(new com.google.gson.Gson().fromJson(json, Object.class)).isEqualTo(value);
    }

    @Test
    void javaValuesHaveTheirPlainCounterparts() {
        assertThat(JsonWriter.write(new Point(Double.NaN, "\ud800\"")))
                .isEqualTo("{\n  \"x\": null,\n  \"name\": \"\\ud800\\\"\"\n}");
        assertThat(JsonWriter.write(Arrays.asList(1, null, 2.5f, new int[0], Optional.of(true))))
                .isEqualTo("[\n  1,\n  null,\n  2.5,\n  [],\n  true\n]");
        assertThat(JsonWriter.write(new long[] {1, Long.MAX_VALUE})).isEqualTo("[1, 9223372036854775807]");
        assertThat(JsonParser.parseString(JsonWriter.write(List.of(1e300, 1e-30f, 4.9e-324)))
                        .getAsJsonArray())
                .hasSize(3);
    }

    @Test
    void whatContainsItselfIsRefused() {
        List<Object> ring = new ArrayList<>();
        ring.add(List.of(ring));
        assertThatThrownBy(() -> JsonWriter.write(ring)).hasMessageContaining("ArrayList contains itself");
        List<Integer> twice = List.of(1);
        assertThat(JsonWriter.write(List.of(twice, twice))).isEqualTo("[\n  [1],\n  [1]\n]");
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
        assertThatThrownBy(() -> JsonReader.read(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("line");
    }

    @Test
    void deepNestingIsRefusedBeforeTheStackIs() {
        assertThatThrownBy(() -> JsonReader.read("[".repeat(100_000))).hasMessageContaining("levels");
    }
}
