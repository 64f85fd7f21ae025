package dev.tern;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tern.report.ResultTable;
import org.junit.jupiter.api.Test;

/** What an integer model tells of its kernels and of its times. */
class IntegerTablesTest {

    @Test
    void everyQuantizedMatrixHasAKernelAndAReason() {
        Model student = Toy.student();
        ResultTable table = student.integer().explain();
        assertThat(table.stringColumn("layer").asList())
                .containsExactlyElementsOf(student.network().matrices().stream()
                        .filter(p -> student.network().quantization().codes(p.name()) != null)
                        .map(p -> p.layer())
                        .toList());
        for (int column = 0; column < table.columnCount(); column++) {
            assertThat(table.column(column).asStringColumn().asList()).noneMatch(String::isBlank);
        }
    }

    @Test
    void latencyIsToldForEveryBatchAndNumberOfThreads() {
        ResultTable table = Toy.student().integer().latency();
        assertThat(table.intColumn("batch").asObjectArray()).containsExactly(1, 1, 8, 8, 32, 32);
        assertThat(table.intColumn("threads").asObjectArray()).containsExactly(1, 2, 1, 2, 1, 2);
        for (int row = 0; row < table.rowCount(); row++) {
            assertThat(table.doubleColumn("p95").get(row))
                    .isGreaterThanOrEqualTo(table.doubleColumn("p50").get(row));
        }
    }
}
