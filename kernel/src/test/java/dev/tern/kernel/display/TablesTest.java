package dev.tern.kernel.display;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TablesTest {
    private record Pair(String left, int right) {}

    private record Reading(String place, double value, int[] codes) {}

    private static String html(Object value) {
        return Renderers.render(value).data().get("text/html");
    }

    /** The cells of each row, headings first, as a reader sees them. */
    private static List<List<String>> cells(Object value) {
        return Arrays.stream(html(value).split("<tr"))
                .skip(1)
                .map(row -> Arrays.stream(row.split("</t[hd]>"))
                        .filter(cell -> cell.matches(".*<t[hd].*"))
                        .map(cell -> cell.replaceAll(".*<t[hd][^>]*>", ""))
                        .toList())
                .toList();
    }

    @Test
    void recordsHaveAColumnForEachComponent() {
        List<Pair> pairs = List.of(new Pair("<a>", 1), new Pair("b", 22));
        assertThat(cells(pairs))
                .containsExactly(List.of("left", "right"), List.of("&lt;a&gt;", "1"), List.of("b", "22"));
        assertThat(cells(pairs.toArray())).isEqualTo(cells(pairs));
        assertThat(Renderers.render(List.of(new Pair("a", 1), new Pair("b", 22), new Pair("long", 333)))
                        .plainText())
                .isEqualTo("left  right\n────  ─────\na         1\nb        22\nlong    333");
        assertThat(cells(Arrays.asList(new Pair("a", 1), null)))
                .containsExactly(List.of("left", "right"), List.of("a", "1"), List.of("null", ""));
    }

    @Test
    void mapsHaveAColumnForEachKeyThatOccurs() {
        Map<String, Object> first = new LinkedHashMap<>();
        first.put("name", "x");
        first.put("size", 1);
        assertThat(cells(List.of(first, Map.of("name", "y", "colour", "red"))))
                .contains(List.of("x", "1", ""))
                .first()
                .satisfies(heading -> assertThat(heading).containsExactly("name", "size", "colour"));
        assertThat(cells(List.of(new TreeMap<>(Map.of(1, 2)), Map.of("a", "b"))))
                .hasSize(3);
    }

    @Test
    void aMapHasItsKeysAndValues() {
        assertThat(cells(Map.of("k", List.of(1, 2)))).containsExactly(List.of("key", "value"), List.of("k", "[1, 2]"));
        assertThat(cells(Map.of("k", new Pair("a", 1))))
                .containsExactly(List.of("key", "left", "right"), List.of("k", "a", "1"));
        assertThat(cells(List.of(Map.entry("k", 1)))).containsExactly(List.of("key", "value"), List.of("k", "1"));
    }

    @Test
    void aRecordStandsUpright() {
        Reading reading = new Reading("Bern", 0.5, new int[] {1, 2});
        assertThat(cells(reading))
                .containsExactly(
                        List.of("TablesTest.Reading", ""),
                        List.of("place", "Bern"),
                        List.of("value", "0.5"),
                        List.of("codes", "[1, 2]"));
    }

    @Test
    void rowsOfNumbersAreAMatrix() {
        assertThat(cells(new double[][] {{1, 2.25}, {3}}))
                .containsExactly(List.of("", "0", "1"), List.of("0", "1.0", "2.25"), List.of("1", "3.0", ""));
        assertThat(cells(List.of(List.of("a", "b"), List.of("c"))))
                .containsExactly(List.of("", "0", "1"), List.of("0", "a", "b"), List.of("1", "c", ""));
    }

    @Test
    void fewWordsAndAnyNumbersStayText() {
        for (Object value : List.of(
                List.of(1, 2, 3),
                IntStream.range(0, 1000).boxed().toList(),
                new double[400],
                List.of("a", "b"),
                Set.of("a"),
                List.of(),
                Map.of(),
                "text")) {
            assertThat(Renderers.render(value).data()).containsOnlyKeys("text/plain");
        }
    }

    @Test
    void longWordsStandUnderEachOther() {
        List<String> lines =
                IntStream.range(0, 3).mapToObj(i -> i + "x".repeat(40)).toList();
        assertThat(cells(lines)).hasSize(3).contains(List.of("1", lines.get(1)));
        assertThat(cells(Set.copyOf(lines))).hasSize(3).contains(List.of(lines.get(1)));
        assertThat(Renderers.render(lines).plainText().lines())
                .containsExactly("0  " + lines.get(0), "1  " + lines.get(1), "2  " + lines.get(2));
    }

    @Test
    void everythingIsBounded() {
        List<Pair> many =
                IntStream.range(0, 10_000).mapToObj(i -> new Pair("p", i)).toList();
        assertThat(html(many)).hasSizeLessThan(20_000).contains("9,950 more rows");
        Map<Integer, String> wide =
                IntStream.range(0, 5000).boxed().collect(Collectors.toMap(i -> i, i -> "v".repeat(1000)));
        assertThat(html(wide)).hasSizeLessThan(50_000).contains("4,950 more rows");
        assertThat(html(List.of(wide, wide))).hasSizeLessThan(50_000).contains("more columns");
        MimeBundle matrix = Renderers.render(new double[1000][1000]);
        assertThat(matrix.data().get("text/html"))
                .hasSizeLessThan(120_000)
                .contains("950 more rows and 980 more columns");
        assertThat(matrix.plainText()).hasSizeLessThan(10_000);
        assertThat(matrix.plainText().lines()).allMatch(line -> line.length() <= 170);
        assertThat(html(new Pair("x".repeat(1_000_000), 1))).hasSizeLessThan(2000);
    }

    @Test
    void fractionsOfOneColumnShareTheirDecimals() {
        assertThat(texts(0.5, 1.25, 3.0)).containsExactly("0.50", "1.25", "3.00");
        assertThat(texts(0.1 + 0.2, 1000.0)).containsExactly("0.3", "1000.0");
        assertThat(texts(Math.PI, 100.0)).containsExactly("3.142", "100.000");
        assertThat(texts(0.1f, 2f)).containsExactly("0.1", "2.0");
        assertThat(texts(1e-9, 2.0)).containsExactly("1.0E-9", "2.0");
        assertThat(texts(1e20, Double.NaN)).containsExactly("1.0E20", "NaN");
        assertThat(texts(0.0, Double.NEGATIVE_INFINITY)).containsExactly("0.0", "-Infinity");
        assertThat(texts(1, 2_000_000_000L)).containsExactly("1", "2000000000");
    }

    private static List<String> texts(Object... numbers) {
        return Column.values("", Arrays.asList(numbers)).texts(50);
    }

    @Test
    void wideCharactersAreAligned() {
        String text = Renderers.render(List.of(new Pair("日本", 1), new Pair("\ud83d\ude00", 2), new Pair("e\u0301", 3)))
                .plainText();
        assertThat(text.lines().mapToInt(TextWidth::of).distinct()).hasSize(1);
    }
}
