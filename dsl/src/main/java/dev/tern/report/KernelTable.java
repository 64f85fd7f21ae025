package dev.tern.report;

import dev.tern.integer.PackedMatrix;
import dev.tern.integer.ProductChoice;
import dev.tern.nn.Network;
import dev.tern.nn.Parameter;
import dev.tern.quant.Codes;
import dev.tern.view.TableView;
import tech.tablesaw.api.LongColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/** Which code multiplies with each matrix of an integer model on this machine, and why: {@code integer().explain()}. */
public final class KernelTable {
    private static final String FEW = "fewer than " + ProductChoice.MANY + " rows";
    private static final String MANY = "from " + ProductChoice.MANY + " rows";

    private final StringColumn names = StringColumn.create("layer");
    private final StringColumn shapes = StringColumn.create("shape");
    private final StringColumn weights = StringColumn.create("weights");
    private final LongColumn sizes = LongColumn.create("bytes");
    private final StringColumn few = StringColumn.create(FEW);
    private final StringColumn many = StringColumn.create(MANY);
    private final StringColumn reasons = StringColumn.create("why");

    private KernelTable() {}

    /** The table of a network whose weights are quantized, under the label of its model. */
    public static ResultTable of(String label, Network network) {
        KernelTable rows = new KernelTable();
        for (Parameter p : network.matrices()) {
            Codes codes = network.quantization().codes(p.name());
            if (codes != null) {
                rows.add(p.layer(), codes);
            }
        }
        String note = "a text of n tokens is n rows to a layer of the encoder, and one row to the pooler";
        return new ResultTable(
                "kernels of " + label,
                table -> view(table).note(note),
                rows.names,
                rows.shapes,
                rows.weights,
                rows.sizes,
                rows.few,
                rows.many,
                rows.reasons);
    }

    private void add(String layer, Codes codes) {
        PackedMatrix packed = PackedMatrix.of(codes);
        names.append(layer);
        shapes.append(codes.rows() + "×" + codes.columns());
        weights.append(packed.type());
        sizes.append(packed.bytes());
        if (layer.startsWith("embeddings.")) {
            few.append("a row is unpacked");
            many.append("a row is unpacked");
            reasons.append("a table is read, not multiplied");
            return;
        }
        ProductChoice choice = ProductChoice.of(codes.codes(), codes.columns());
        few.append(choice.few().name());
        many.append(choice.many().name());
        reasons.append(
                choice.fewReason().equals(choice.manyReason())
                        ? choice.manyReason()
                        : choice.fewReason() + "; " + choice.manyReason());
    }

    private static TableView view(Table table) {
        return TableView.of(table).counts("bytes");
    }
}
