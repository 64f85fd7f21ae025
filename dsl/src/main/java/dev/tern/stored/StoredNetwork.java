package dev.tern.stored;

import com.google.gson.Gson;
import dev.tern.datasets.pretrained.BertShape;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the metadata say of a network; exactly one of the first two is present.
 *
 * @param bert its shape, if it is an encoder
 * @param mlp widths of its layers, if it is a perceptron
 * @param tokens longest text, [CLS] and [SEP] included
 * @param labels names of the classes
 * @param frozen whether embeddings are not trained
 * @param nonlinearity of an encoder; absent for GELU
 * @param split layers split in two; absent if there are none
 * @param arithmetic between the products; absent for fp32
 */
public record StoredNetwork(
        @Nullable BertShape bert,
        @Nullable List<Integer> mlp,
        int tokens,
        List<String> labels,
        boolean frozen,
        @Nullable String nonlinearity,
        @Nullable List<String> split,
        @Nullable String arithmetic) {
    private static final String KEY = "tern.network";
    private static final String INTEGER = "INTEGER";
    private static final String RELU = "RELU";

    /** Tensors of an encoder layer: six matrices with biases, two norms. */
    private static final int TENSORS_A_LAYER = 16;

    /** Whether everything between token ids and logits is computed in whole numbers. */
    public boolean isInteger() {
        return INTEGER.equals(arithmetic);
    }

    /** Whether ReLU stands in the feed-forward blocks, not GELU. */
    public boolean isRelu() {
        return RELU.equals(nonlinearity);
    }

    /** Numbers in all matrices, a lower bound of what the file must hold; in double, which does not overflow. */
    private double weights() {
        if (bert != null) {
            double inner = (double) bert.heads() * bert.headWidth();
            double layer = 4 * inner * bert.width() + 2.0 * bert.width() * bert.feedForward();
            double tables = (double) bert.vocabulary() + bert.positions() + bert.types();
            return bert.layers() * layer + tables * bert.width();
        }
        double sum = 0;
        for (int i = 0; mlp != null && i + 1 < mlp.size(); i++) {
            sum += (double) mlp.get(i) * mlp.get(i + 1);
        }
        return sum;
    }

    /** Tensors that hold at least one number each, likewise. */
    private double tensors() {
        return bert != null ? (double) TENSORS_A_LAYER * bert.layers() : mlp == null ? 0 : 2.0 * (mlp.size() - 1);
    }

    private boolean isWhole() {
        return labels != null
                && !labels.isEmpty()
                && labels.stream().allMatch(label -> label != null)
                && (bert == null) != (mlp == null)
                && (mlp == null || mlp.stream().allMatch(width -> width != null && width > 0))
                && (bert == null || tokens > 2 && tokens <= bert.positions())
                && (nonlinearity == null || nonlinearity.equals(RELU))
                && (arithmetic == null || arithmetic.equals(INTEGER));
    }

    /** Adds the description to a file's metadata. */
    public void write(Map<String, String> metadata) {
        metadata.put(KEY, new Gson().toJson(this));
    }

    /**
     * The network of a file.
     *
     * @throws dev.tern.io.CorruptFileException if its metadata describe none, or one larger than the file
     */
    public static StoredNetwork read(StoredFile file) {
        StoredNetwork found = null;
        try {
            found = new Gson().fromJson(file.word(KEY), StoredNetwork.class);
        } catch (RuntimeException e) {
            // Gson wraps what a record's constructor throws; said below, in the words of every other broken file.
        }
        if (found == null || !found.isWhole()) {
            throw file.corrupt("its metadata do not describe a network");
        }
        // No weight takes less than a bit.
        if (found.weights() > 8.0 * file.file().size()
                || found.tensors() > file.file().tensors().size()) {
            throw file.corrupt("its metadata describe a larger network than the file can hold");
        }
        return found;
    }
}
