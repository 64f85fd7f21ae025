package dev.tern.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

class ChartsTest {

    private static Element parsed(Chart chart) throws Exception {
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(chart.svg().getBytes(StandardCharsets.UTF_8)))
                .getDocumentElement();
    }

    private static List<Element> elements(Chart chart, String name) throws Exception {
        NodeList nodes = parsed(chart).getElementsByTagName(name);
        List<Element> list = new ArrayList<>();
        for (int i = 0; i < nodes.getLength(); i++) {
            list.add((Element) nodes.item(i));
        }
        return list;
    }

    private static double number(Element element, String attribute) {
        return Double.parseDouble(element.getAttribute(attribute));
    }

    /** No text leaves the picture, by the generous estimate of its width. */
    private static void assertNothingIsClipped(Chart chart) throws Exception {
        double width = number(parsed(chart), "width");
        double height = number(parsed(chart), "height");
        for (Element text : elements(chart, "text")) {
            double wide = Svg.widthOf(text.getTextContent());
            double start = number(text, "x")
                    - switch (text.getAttribute("text-anchor")) {
                        case "start" -> 0;
                        case "middle" -> wide / 2;
                        default -> wide;
                    };
            assertThat(start).as(text.getTextContent()).isGreaterThanOrEqualTo(0);
            assertThat(start + wide).as(text.getTextContent()).isLessThanOrEqualTo(width);
            assertThat(number(text, "y")).isBetween(10.0, height);
        }
        assertThat(chart.svg()).doesNotContain("NaN", "Infinity");
    }

    private static Chart histogram(float[] weights, float delta) {
        byte[] codes = new byte[weights.length];
        for (int i = 0; i < weights.length; i++) {
            codes[i] = (byte) (Math.abs(weights[i]) > delta ? Math.signum(weights[i]) : 0);
        }
        return coded(weights, codes, 2 * delta);
    }

    private static Chart coded(float[] weights, byte[] codes, float scale) {
        float[] values = new float[codes.length];
        for (int i = 0; i < codes.length; i++) {
            values[i] = scale * codes[i];
        }
        return Charts.weightHistogram("encoder.0.query", "TWN <&>", weights, codes, values);
    }

    private static float[] gaussian(int count) {
        Random random = new Random(3);
        float[] weights = new float[count];
        for (int i = 0; i < count; i++) {
            weights[i] = (float) (0.05 * random.nextGaussian());
        }
        return weights;
    }

    @Test
    void everyWeightIsInABarOfTheColourOfItsCode() throws Exception {
        float[] weights = gaussian(20_000);
        Chart chart = histogram(weights, 0.0275f);
        assertNothingIsClipped(chart);
        double zeros = 0;
        double all = 0;
        for (Element bar : elements(chart, "rect")) {
            boolean zero = bar.getAttribute("fill").equals(Style.ZERO);
            double area = bar.getAttribute("fill").matches(Style.NEGATIVE + "|" + Style.ZERO + "|" + Style.POSITIVE)
                    ? number(bar, "height")
                    : 0;
            zeros += zero ? area : 0;
            all += area;
            if (zero) {
                assertThat(number(bar, "x")).isBetween(200.0, 440.0);
            }
        }
        int small = 0;
        for (float weight : weights) {
            small += Math.abs(weight) <= 0.0275f ? 1 : 0;
        }
        assertThat(zeros / all).isBetween(small / 20_000.0 - 0.01, small / 20_000.0 + 0.01);
        assertThat(chart.svg()).contains(String.format(java.util.Locale.ROOT, "0 %.1f\u00a0%%", small / 200.0));
    }

    @Test
    void strangeWeightsAreStillDrawn() throws Exception {
        assertNothingIsClipped(histogram(new float[] {0, 0, 0}, 0));
        assertNothingIsClipped(histogram(new float[] {1e-20f, -1e-20f}, 1e-21f));
        assertNothingIsClipped(histogram(new float[] {1e9f, 5, Float.NaN, Float.POSITIVE_INFINITY}, 2));
        assertNothingIsClipped(coded(new float[] {1, -1}, new byte[] {1, -1}, 1));
        float[] outlier = gaussian(1000);
        outlier[0] = 100;
        assertThat(histogram(outlier, 0.03f).toString()).contains("1 of 1000 lie outside");
        assertThatThrownBy(() -> histogram(new float[0], 1)).hasMessageContaining("no weights");
        assertThatThrownBy(() -> coded(new float[3], new byte[2], 1)).hasMessageContaining("3 weights and 2 codes");
    }

    @Test
    void aChartIsAnImageThatHoldsItsPictureAndSaysWhatItShows() {
        Chart chart = Charts.lines("Loss \"x\" <b>", "step", "loss", Series.of("a", 3, 2, 1));
        String html = chart.toHtml();
        assertThat(html).startsWith("<img src=\"data:image/svg+xml;base64,").contains("alt=\"Loss &quot;x&quot; &lt;b");
        String data = html.substring(html.indexOf("base64,") + 7, html.indexOf("\" alt"));
        assertThat(new String(Base64.getDecoder().decode(data), StandardCharsets.UTF_8))
                .isEqualTo(chart.svg());
        assertThat(html).doesNotContain("<svg", "<style", "<script");
        assertThat(chart.toString()).contains("█▅▁").contains("3.000").contains("1.000");
    }

    @Test
    void linesSurviveGapsConstantsAndLength() throws Exception {
        double[] noise = new Random(1).doubles(50_000).toArray();
        noise[31_234] = 17;
        for (Chart chart : List.of(
                Charts.lines("long", "x", "y", Series.of("a", noise)),
                Charts.lines("gap", "x", "y", Series.of("a", 1, Double.NaN, 3), Series.of("b", 2)),
                Charts.lines("constant", "x", "y", Series.of("a", 5, 5, 5)),
                Charts.lines("none", "x", "y"),
                Charts.lines("nothing", "x", "y", Series.of("a", Double.NaN)),
                Charts.scatter(
                        "large", "x", "y", new Series("a", new double[] {-1e12, 1e12}, new double[] {1e-9, 2e-9})),
                Charts.scatter("names", "x", "y", Series.of("m".repeat(90), 1, 2), Series.of("n", 1, 2.01)))) {
            assertNothingIsClipped(chart);
            assertThat(chart.svg()).hasSizeLessThan(40_000);
        }
        String spike = Charts.lines("long", "x", "y", Series.of("a", noise)).svg();
        assertThat(spike).contains(">15<").doesNotContain(">50<");
    }

    @Test
    void labelsAtTheEndsOfLinesDoNotCoverEachOther() throws Exception {
        Series[] same = new Series[8];
        for (int i = 0; i < same.length; i++) {
            same[i] = Series.of("series " + i, 1, 1 + i * 1e-6, 0);
        }
        Chart chart = Charts.lines("t", "x", "y", same);
        double[] heights = elements(chart, "text").stream()
                .filter(text -> text.getTextContent().startsWith("series"))
                .mapToDouble(text -> number(text, "y"))
                .sorted()
                .toArray();
        assertThat(heights).hasSize(8);
        for (int i = 1; i < heights.length; i++) {
            assertThat(heights[i] - heights[i - 1]).isGreaterThanOrEqualTo(13.8);
        }
    }

    @Test
    void marksOfAnAxisLieInItsRangeAtEvenSteps() {
        Random random = new Random(5);
        for (int i = 0; i < 2000; i++) {
            double low = (random.nextDouble() - 0.5) * Math.pow(10, random.nextInt(12) - 5);
            double high = low + random.nextDouble() * Math.pow(10, random.nextInt(12) - 5);
            for (Axis axis : List.of(Axis.exactly(low, high, 8), Axis.around(low, high, 6))) {
                assertThat(axis.ticks()).hasSizeBetween(1, 10).allMatch(t -> axis.share(t) > -1e-6);
                assertThat(axis.ticks()).allMatch(t -> axis.share(t) < 1 + 1e-6);
                assertThat(axis.labels()).doesNotHaveDuplicates();
                assertThat(axis.low()).isLessThanOrEqualTo(low);
                assertThat(axis.high()).isGreaterThanOrEqualTo(high);
            }
        }
        assertThat(Axis.whole(1, 3, 8).labels()).containsExactly("1", "2", "3");
    }

    @Test
    void aStudyShowsEveryRunAndJoinsTheMeans() throws Exception {
        Table table = Table.create(
                StringColumn.create("weights", "TWN", "TWN", "LAT", "LAT"),
                IntColumn.create("bits", 8, 4, 8, 4),
                DoubleColumn.create("accuracy", 0.9, 0.8, 0.95, 0.85));
        Chart words = Charts.groups("study", table, "weights", "accuracy", "bits");
        assertThat(elements(words, "circle")).hasSize(4);
        assertThat(elements(words, "path")).hasSize(2);
        assertThat(words.svg()).contains(">TWN<", ">LAT<", ">bits 8<", ">bits 4<");
        Chart numbers = Charts.groups("study", table, "bits", "accuracy", "bits");
        assertThat(elements(numbers, "path")).hasSize(1);
        assertThat(numbers.toString()).contains("0.8250", "0.9250");
        assertNothingIsClipped(words);
        assertNothingIsClipped(numbers);
        assertThatThrownBy(() -> Charts.groups("study", table, "bit", "accuracy", "bits"))
                .hasMessageContaining("weights, bits, accuracy");
    }

    @Test
    void barsAreAsLongAsTheirValues() throws Exception {
        Chart chart = Charts.bars("t", "ms", new String[] {"a", "b", "c"}, new double[] {10, -5, Double.NaN});
        List<Element> bars = elements(chart, "rect").subList(1, 4);
        assertThat(number(bars.get(0), "width"))
                .isEqualTo(2 * number(bars.get(1), "width"), org.assertj.core.data.Offset.offset(0.2));
        assertThat(number(bars.get(2), "width")).isZero();
        assertNothingIsClipped(chart);
        assertThat(chart.toString()).contains("10", "−5", "—");
    }
}
