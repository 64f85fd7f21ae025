package dev.tern;

import static dev.tern.Dsl.explain;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tern.quant.Granularity;
import dev.tern.quant.QuantizerConstants;
import dev.tern.quant.WeightQuantizer;
import dev.tern.report.Curve;
import dev.tern.report.Layer;
import dev.tern.report.MethodPage;
import dev.tern.report.ResultTable;
import java.nio.file.Path;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a cell shows of layers and methods says what is there, and no more. */
class ShownTest {
    static Stream<WeightQuantizer> methods() {
        return QuantizerConstants.all()
                .flatMap(method -> Stream.of(Granularity.perTensor(), Granularity.perGroup(2))
                        .map(method::with));
    }

    @ParameterizedTest
    @MethodSource("methods")
    void everyMethodHasAPage(WeightQuantizer method) {
        for (MethodPage page : new MethodPage[] {
            explain(method),
            explain(method).numbers(0, 0),
            explain(method).numbers(-3),
            explain(method).weights(Toy.teacher().layer("encoder.0.query"))
        }) {
            assertThat(page.toString())
                    .contains(method.toString(), method.formula(), "bits a weight", "before", "code", "after")
                    .doesNotContain("NaN", "Infinity", "null");
            assertThat(page.toHtml())
                    .contains("<img src=\"data:image/svg+xml;base64,", "before", "after")
                    .doesNotContain("NaN", "<svg", "<style", "<script");
        }
        assertThat(method.source()).as("source() of " + method).isNotBlank();
    }

    @Test
    void thePageShowsWhatTheMethodMakesOfTheNumbers() {
        // Above 0.7 of the mean magnitude, 0.344, are .9, .4, -.8 and .7, whose magnitudes have the mean 0.7.
        assertThat(explain(Dsl.TWN).toString())
                .containsPattern("before +0\\.9 +−0\\.1 +0\\.4 +−0\\.8 +0\\.05 +0\\.7")
                .containsPattern("code +\\+1 +0 +\\+1 +−1 +0 +\\+1")
                .containsPattern("after +0\\.7 +0 +0\\.7 +−0\\.7 +0 +0\\.7");
        assertThatThrownBy(() -> explain(Dsl.TWN).numbers()).hasMessageContaining("numbers(0.9f");
    }

    @Test
    void methodsStandSideBySide() {
        ResultTable table = explain(QuantizerConstants.all().toArray(WeightQuantizer[]::new));
        assertThat(table.rowCount()).isEqualTo((int) QuantizerConstants.all().count());
        for (int row = 0; row < table.rowCount(); row++) {
            // As many values as codes, since each has one scale here, and no more codes than its bits can tell.
            assertThat(table.intColumn("values").get(row))
                    .isBetween(2, 1 << table.intColumn("bits").get(row));
            assertThat(table.doubleColumn("error").getDouble(row)).isBetween(0.0, 1.5);
        }
        assertThatThrownBy(() -> explain(new WeightQuantizer[0])).hasMessageContaining("explain(TWN)");
    }

    @Test
    void theTableOfLayersHoldsWhatTheLayersHold() {
        Model student = Toy.student();
        ResultTable table = student.layers();
        assertThat(table.stringColumn("layer").asList()).contains("encoder.0.query", "classifier");
        for (int row = 0; row < table.rowCount(); row++) {
            Layer layer = student.layer(table.stringColumn("layer").get(row));
            int numbers = (int) layer.weights().length();
            if (table.intColumn("bits").get(row) == 32) {
                assertThat(table.longColumn("size").getLong(row)).isEqualTo(4L * numbers);
                assertThat(table.doubleColumn("error").isMissing(row)).isTrue();
            } else {
                assertThat(table.doubleColumn("zeros").getDouble(row)).isEqualTo(layer.zeros());
                assertThat(table.longColumn("size").getLong(row))
                        .isEqualTo((numbers + 4) / 5 + 4L * layer.scales().length);
                assertThat(table.doubleColumn("error").getDouble(row)).isBetween(0.2, 0.8);
            }
        }
        assertThat(table.toString()).contains("in all", "biases and norms").doesNotContain("NaN");
        ResultTable file = student.sizes();
        double matrices = IntStream.range(0, file.rowCount())
                .filter(row -> file.stringColumn("part").get(row).matches(".*, (codes|scales|zero points|fp32)"))
                .mapToDouble(row -> file.longColumn("bytes").getLong(row))
                .sum();
        assertThat(table.longColumn("size").sum()).isEqualTo(matrices);
    }

    @Test
    void aModelFromAFileDoesNotClaimToBeWithoutError(@TempDir Path folder) {
        Toy.student().save(folder.resolve("m.safetensors"));
        Model loaded = Dsl.load(folder.resolve("m.safetensors"));
        ResultTable table = loaded.layers();
        assertThat(loaded.layer("pooler").histogram().toString()).contains("the file kept the quantized values only");
        assertThat(Toy.student().layer("pooler").histogram().toString()).doesNotContain("the file");
        assertThat(IntStream.range(0, table.rowCount()).allMatch(table.doubleColumn("error")::isMissing))
                .isTrue();
        assertThat(table.doubleColumn("zeros").asDoubleArray())
                .isEqualTo(Toy.student().layers().doubleColumn("zeros").asDoubleArray());
    }

    @Test
    void modelsOfOneLabelStandInRowsOfTheirOwn() {
        ResultTable table = Dsl.compare(Toy.student(), Toy.student(), Toy.student())
                .on(Toy.data().test());
        String label = Toy.student().label();
        assertThat(table.stringColumn("model").asList()).containsExactly(label, label + " (2)", label + " (3)");
        assertThat(table.toHtml()).contains("KiB");
    }

    @Test
    void curvesOfSeveralTrainingsShareAChart() {
        Curve one = Toy.teacher().curve();
        Curve both = one.and(Toy.student().curve());
        assertThat(one.toString()).contains("steps an epoch");
        assertThat(both.toString())
                .contains(Toy.teacher().label(), Toy.student().label(), "means of neighbouring steps");
        assertThat(both.history()).isEqualTo(one.history());
        assertThat(Toy.student().curve().toString()).contains("logits", "hidden", "attention");
    }

    @Test
    void everyLayerHasAHistogram() {
        for (Model model : new Model[] {Toy.teacher(), Toy.student()}) {
            for (String name : model.layers().stringColumn("layer")) {
                assertThat(model.layer(name).histogram().toHtml()).startsWith("<img");
            }
        }
    }
}
