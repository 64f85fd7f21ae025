package dev.tern.report;

import dev.tern.nn.Network;
import dev.tern.nn.Parameter;
import dev.tern.quant.Codes;
import dev.tern.view.ColumnFormat;
import dev.tern.view.TableView;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.LongColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/** The matrices and tables of a model, a row each: {@code model.layers()}. */
public final class LayerTable {
    private final StringColumn names = StringColumn.create("layer");
    private final StringColumn shapes = StringColumn.create("shape");
    private final IntColumn bits = IntColumn.create("bits");
    private final IntColumn counts = IntColumn.create("scales");
    private final DoubleColumn scales = DoubleColumn.create("scale");
    private final DoubleColumn zeros = DoubleColumn.create("zeros");
    private final DoubleColumn errors = DoubleColumn.create("error");
    private final LongColumn sizes = LongColumn.create("size");

    private LayerTable() {}

    /** The table of a network, under the label of its model. */
    public static ResultTable of(String label, Network network) {
        LayerTable rows = new LayerTable();
        long full = 0;
        for (Parameter p : network.matrices()) {
            Codes codes = network.quantization().codes(p.name());
            rows.add(p, codes);
            full += 4L * p.value().size();
        }
        long rest = 4 * network.size() - full;
        long size = (long) rows.sizes.sum();
        String note = "in all " + bytes(size) + (size == full ? "" : " instead of " + bytes(full))
                + "; biases and norms, fp32: " + bytes(rest) + " more";
        return new ResultTable(
                "layers of " + label,
                table -> view(table).note(note),
                rows.names,
                rows.shapes,
                rows.bits,
                rows.counts,
                rows.scales,
                rows.zeros,
                rows.errors,
                rows.sizes);
    }

    private void add(Parameter p, @Nullable Codes codes) {
        names.append(p.layer());
        shapes.append(p.value().rows() + "×" + p.value().columns());
        if (codes == null) {
            bits.append(32);
            counts.appendMissing();
            scales.appendMissing();
            zeros.appendMissing();
            errors.appendMissing();
            sizes.append(4L * p.value().size());
            return;
        }
        bits.append(codes.bits());
        counts.append(codes.scales().length);
        double sum = 0;
        for (float scale : codes.scales()) {
            sum += scale;
        }
        scales.append(sum / codes.scales().length);
        zeros.append((double) codes.zeros() / codes.codes().length);
        float[] weights = p.value().toFloats();
        if (areKnown(weights, codes)) {
            errors.append(error(weights, codes.values()));
        } else {
            errors.appendMissing();
        }
        sizes.append(codes.storedBytes());
    }

    /** Whether these are float weights from before quantizing: a file keeps the quantized values only. */
    static boolean areKnown(float[] weights, Codes codes) {
        return codes.zeros() == weights.length || !Arrays.equals(weights, codes.values());
    }

    /** |w - w^| / |w|, Euclidean norms; 0 where all weights are 0 and stay so. */
    static double error(float[] weights, float[] quantized) {
        double difference = 0;
        double norm = 0;
        for (int i = 0; i < weights.length; i++) {
            double off = weights[i] - quantized[i];
            difference += off * off;
            norm += (double) weights[i] * weights[i];
        }
        return difference == 0 ? 0 : Math.sqrt(difference / norm);
    }

    private static String bytes(long count) {
        return (count < 1 << 20 ? ColumnFormat.KIBIBYTES : ColumnFormat.MEBIBYTES).text(count);
    }

    private static TableView view(Table table) {
        return TableView.of(table)
                .counts("scales")
                .percent("zeros", "error")
                .bar("error", 0, 1)
                .format(ColumnFormat.KIBIBYTES, "size");
    }
}
