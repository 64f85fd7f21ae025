package dev.tern.install.startup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tern.kernel.display.MimeBundle;
import dev.tern.kernel.display.Renderers;
import java.util.Arrays;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class ArrayRendererTest {
    private static MimeBundle shown(INDArray array) {
        return Renderers.render(array);
    }

    private static long cells(MimeBundle bundle) {
        return Pattern.compile("<td ").matcher(html(bundle)).results().count();
    }

    private static String html(MimeBundle bundle) {
        return bundle.data().get("text/html");
    }

    @Test
    void aMatrixIsShadedAndSummedUp() {
        MimeBundle bundle = shown(Nd4j.createFromArray(new float[][] {{1, -2}, {3, 4.5f}}));
        assertThat(bundle.plainText().lines())
                .containsExactly(
                        "          1         -2",
                        "          3      4.500",
                        "float[2, 2], from -2 to 4.500, mean 1.625");
        assertThat(html(bundle))
                .contains("background:rgba(60,110,184,0.55)\">4.500</td>", "background:rgba(197,84,44,0.24)\">-2</td>");
    }

    @Test
    void ofMoreDimensionsTheFirstSliceIsShown() {
        INDArray cube = Nd4j.arange(2 * 3 * 4 * 5).reshape(2, 3, 4, 5);
        MimeBundle bundle = shown(cube);
        assertThat(bundle.plainText())
                .startsWith("          0          1          2          3          4\n          5")
                .endsWith("[2, 3, 4, 5], from 0 to 119, mean 59.50; shown: slice [0, 0, :, :]");
        assertThat(cells(bundle)).isEqualTo(20);
        // A view with other strides shows the same numbers as its copy.
        INDArray turned = cube.permute(3, 1, 0, 2);
        assertThat(shown(turned)).isEqualTo(shown(turned.dup()));
    }

    @Test
    void scalarsAndVectorsAreRows() {
        assertThat(shown(Nd4j.scalar(3.5)).plainText().lines()).containsExactly("      3.500", "double[]");
        assertThat(shown(Nd4j.createFromArray(1, 2, 3)).plainText()).endsWith("\nint[3], from 1 to 3, mean 2");
    }

    @Test
    void largeArraysStaySmall() {
        MimeBundle bundle = shown(Nd4j.zeros(DataType.FLOAT, 3000, 1000));
        assertThat(cells(bundle)).isEqualTo(144);
        assertThat(html(bundle)).hasSizeLessThan(20_000);
        assertThat(bundle.plainText())
                .hasSizeLessThan(2000)
                .endsWith("float[3000, 1000], from 0 to 0, mean 0; shown: the first 12 rows and 12 columns");
    }

    @ParameterizedTest
    @EnumSource(
            value = DataType.class,
            names = {
                "DOUBLE",
                "FLOAT",
                "HALF",
                "BFLOAT16",
                "LONG",
                "INT",
                "SHORT",
                "BYTE",
                "UBYTE",
                "UINT16",
                "UINT32",
                "UINT64",
                "BOOL"
            })
    void everyTypeIsShown(DataType type) {
        INDArray array = Nd4j.createFromArray(0.0, 1.0, 1.0, 1.0).reshape(2, 2).castTo(type);
        MimeBundle bundle = shown(array);
        assertThat(cells(bundle)).isEqualTo(4);
        assertThat(bundle.plainText()).endsWith(type == DataType.BOOL ? "3 of 4 true" : "from 0 to 1, mean 0.7500");
    }

    @Test
    void oddValuesDoNotGetInTheWay() {
        MimeBundle odd = shown(Nd4j.createFromArray(Double.NaN, Double.POSITIVE_INFINITY, -0.0, 1e-9));
        assertThat(odd.plainText()).contains("NaN", "Infinity", " 0 ", "1.000e-09");
        assertThat(shown(Nd4j.empty(DataType.FLOAT)).plainText()).contains("empty");
        assertThat(shown(Nd4j.create(Arrays.asList("<b>", "c"))).data().get("text/html"))
                .doesNotContain("<b>")
                .contains("&lt;b&gt;");
        INDArray closed = Nd4j.zeros(3);
        closed.close();
        assertThat(shown(closed).plainText()).contains("closed");
    }
}
