package dev.tern.integer;

import dev.tern.nn.Network;
import dev.tern.quant.Codes;
import dev.tern.tensor.Tape;
import dev.tern.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A table of embeddings as it is stored, packed unless it stayed fp32; only the rows that occur are unpacked. */
final class IntegerTable {
    /**
     * The rows a batch needs.
     *
     * @param table at least these rows, real
     * @param ids where in {@code table} each token's row is
     */
    record Rows(Tensor table, int[] ids) {}

    private final @Nullable PackedMatrix packed;
    private final Tensor whole;

    IntegerTable(Network network, String name) {
        Codes codes = network.quantization().codes(name + ".weight");
        packed = codes == null ? null : PackedMatrix.of(codes);
        whole = network.quantization().evaluated(network.parameter(name + ".weight"));
    }

    Rows rows(Tape tape, int[] tokens) {
        if (packed == null) {
            return new Rows(whole, tokens);
        }
        Map<Integer, Integer> rowOf = new LinkedHashMap<>();
        int[] ids = new int[tokens.length];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = rowOf.computeIfAbsent(tokens[i], token -> rowOf.size());
        }
        int width = packed.columns();
        float[] table = new float[rowOf.size() * width];
        byte[] codes = new byte[width];
        rowOf.forEach((token, row) -> {
            packed.unpackRow(token, codes, table, row * width);
        });
        return new Rows(tape.constant(table, rowOf.size(), width), ids);
    }

    /** How a trace names the table. */
    String type() {
        return packed == null ? "fp32" : packed.type();
    }
}
