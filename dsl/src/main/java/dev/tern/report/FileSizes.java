package dev.tern.report;

import dev.tern.io.Safetensors;
import dev.tern.io.StoredTensor;
import dev.tern.view.TableView;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.LongColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/** Where the bytes of a model's file go, a row a kind of content: {@code model.sizes()}. */
public final class FileSizes {
    private FileSizes() {}

    /**
     * The table of a file.
     *
     * @param label the model's
     * @param parameters how many numbers the model has
     * @param tensors the file's, by name
     * @param metadata what its header holds beside them
     */
    public static ResultTable of(
            String label, long parameters, Map<String, StoredTensor> tensors, Map<String, String> metadata) {
        Map<String, Long> parts = new LinkedHashMap<>();
        tensors.forEach((name, tensor) -> parts.merge(part(name), length(tensor), Long::sum));
        parts.put("header", Safetensors.headerBytes(tensors, metadata));
        long all = parts.values().stream().mapToLong(Long::longValue).sum();

        StringColumn names = StringColumn.create("part");
        LongColumn bytes = LongColumn.create("bytes");
        DoubleColumn shares = DoubleColumn.create("share");
        parts.forEach((part, size) -> {
            names.append(part);
            bytes.append(size);
            shares.append((double) size / all);
        });
        String note = String.format(
                Locale.ROOT,
                "in all %,d bytes; %,d parameters in fp32 alone are %,d, %.1f times as much",
                all,
                parameters,
                4 * parameters,
                4.0 * parameters / all);
        return new ResultTable("file of " + label, table -> view(table).note(note), names, bytes, shares);
    }

    private static long length(StoredTensor tensor) {
        return tensor.bytes().remaining();
    }

    private static String part(String tensor) {
        if (tensor.equals("tokenizer")) {
            return "vocabulary";
        }
        if (tensor.startsWith("activation.")) {
            return "activation ranges";
        }
        String owner = tensor.startsWith("embeddings.word.") ? "word embedding" : "matrices";
        return switch (tensor.substring(tensor.lastIndexOf('.') + 1)) {
            case "codes" -> owner + ", codes";
            case "scale" -> owner + ", scales";
            case "zero" -> owner + ", zero points";
            case "bias" -> "biases";
            case "gamma", "beta" -> "norms";
            default ->
                tensor.startsWith("embeddings.position.") || tensor.startsWith("embeddings.type.")
                        ? "position and type tables, fp32"
                        : owner + ", fp32";
        };
    }

    private static TableView view(Table table) {
        return TableView.of(table).counts("bytes").percent("share").bar("share", 0, 1);
    }
}
