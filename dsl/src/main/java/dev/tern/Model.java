package dev.tern;

import dev.tern.datasets.Split;
import dev.tern.exchange.OnnxExport;
import dev.tern.nn.Batch;
import dev.tern.nn.Network;
import dev.tern.report.Curve;
import dev.tern.report.FileSizes;
import dev.tern.report.Layer;
import dev.tern.report.LayerTable;
import dev.tern.report.Prediction;
import dev.tern.report.ResultTable;
import dev.tern.tensor.Sequences;
import dev.tern.tensor.Tape;
import dev.tern.train.Evaluation;
import dev.tern.train.Examples;
import dev.tern.train.History;
import dev.tern.view.Card;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A trained network: what came out of a {@link Recipe}. Does not change any more. */
public final class Model implements Predictor {
    private final String label;
    private final String code;
    private final Network network;
    private final Reader reader;
    private final List<String> labels;
    private final History history;

    Model(String label, String code, Network network, Reader reader, List<String> labels, History history) {
        this.label = label;
        this.code = code;
        this.network = network;
        this.reader = reader;
        this.labels = List.copyOf(labels);
        this.history = history;
    }

    @Override
    public String label() {
        return label;
    }

    @Override
    public Examples read(Split split) {
        return reader.read(split);
    }

    @Override
    public Evaluation evaluate(Split split) {
        return Evaluation.of(network, read(split));
    }

    @Override
    public Prediction predict(String text) {
        Batch batch = textBatch(reader, text);
        try (Tape tape = Tape.forInference()) {
            return Prediction.of(
                    labels, network.forward(tape, batch, 0).logits().toFloats());
        }
    }

    /** One text as a batch of one. */
    static Batch textBatch(Reader reader, String text) {
        if (!(reader instanceof Reader.Text words)) {
            throw new IllegalStateException("This model reads feature vectors, not text: use evaluate(split).");
        }
        var encoded = words.tokenizer().encode(text, words.tokens());
        int time = encoded.ids().length;
        if (time <= 2) {
            throw new IllegalArgumentException("The text \"" + text + "\" has no token: give at least one word.");
        }
        return new Batch(
                new Sequences(1, time, new int[] {time}),
                encoded.ids(),
                encoded.types(),
                new float[0],
                new int[] {0},
                new int[] {0});
    }

    /**
     * The same model as a program of integer arithmetic on packed weights.
     *
     * @throws IllegalStateException if its activations are not quantized
     */
    public IntegerModel integer() {
        return IntegerModel.of(this);
    }

    /** This encoder with the more important half of its attention heads and neurons, for {@code model(...)}. */
    public Narrower halfWidth() {
        return width(0.5);
    }

    /**
     * This encoder with a share of its attention heads and feed-forward neurons, the most important ones.
     *
     * @param share above 0, at most 1
     */
    public Narrower width(double share) {
        return Narrower.of(this, share);
    }

    /**
     * This ternary model with each matrix split into two that binarize to it, for
     * {@code model(student.split()).binarize(BWN)}: BinaryBERT.
     *
     * @throws IllegalStateException if its weights are not ternary
     */
    public SplitWeights split() {
        return SplitWeights.of(this, null);
    }

    /** {@link #split()}, but only the matrices that gain most by it, as many as fit: {@code split(mebibytes(16.5))}. */
    public SplitWeights split(Size budget) {
        return SplitWeights.of(this, budget);
    }

    /** A matrix or table of the network, by its layer's name: {@code layer("encoder.0.query")}. */
    public Layer layer(String name) {
        return new Layer(label, name, network.matrix(name), network.quantization());
    }

    /**
     * Every matrix and table in a row: shape, bits, number of scales and their mean, share of zeros, relative error
     * |w - w^| / |w| (unknown for a model from a file, which keeps no float weights of quantized layers) and bytes of
     * codes and scales. Its first column holds the names that {@link #layer} knows.
     */
    public ResultTable layers() {
        return LayerTable.of(label, network);
    }

    /** Where the bytes of the file that {@link #save} writes go: a row a kind of content, summing to the file. */
    public ResultTable sizes() {
        ModelFile.Contents file = ModelFile.contents(this);
        return FileSizes.of(label, parameters(), file.tensors(), file.metadata());
    }

    /** The float weights of a layer, before quantization: [out, in]. */
    public INDArray weights(String layer) {
        return network.matrix(layer).value().array();
    }

    /** Training loss, step by step. */
    public Curve curve() {
        return new Curve(label, history);
    }

    /** Writes the model: quantized weights packed, everything else fp32, the tokenizer with it. Whole or not at all. */
    @Override
    public void save(Path file) {
        ModelFile.write(this, file);
    }

    /**
     * Writes the model for ONNX Runtime: an fp32 model as plain operations, a quantized one with its codes, scales and
     * zero points between QuantizeLinear and DequantizeLinear. Whole or not at all. ONNX rounds real numbers elsewhere
     * than Tern does, so logits may differ by the weight of some codes; {@link #save} keeps every bit.
     *
     * @throws IllegalStateException if ONNX has no form for how it is quantized
     */
    public void exportOnnx(Path file) {
        OnnxExport.write(network, label, code, labels, file);
    }

    /** Number of trained numbers, quantized or not. */
    public long parameters() {
        return network.size();
    }

    /** The code of the recipe that made it. */
    public String code() {
        return code;
    }

    Network network() {
        return network;
    }

    Reader reader() {
        return reader;
    }

    List<String> labels() {
        return labels;
    }

    History history() {
        return history;
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "Model %s: %s, %,d parameters, classes %s",
                label(),
                network.describe(),
                parameters(),
                labels);
    }

    private String kept() {
        int epoch = history.keptEpoch();
        return history.checks().isEmpty()
                ? ""
                : String.format(
                        Locale.ROOT,
                        "; kept is epoch %d of %d, right on %.1f %%",
                        epoch,
                        history.checks().size(),
                        100 * history.checks().get(epoch - 1));
    }

    private String padding() {
        return history.positions().computed() == 0
                ? ""
                : String.format(
                        Locale.ROOT,
                        "; %.0f %% of the positions were padding, %.0f %% were saved by batches of like length",
                        100 * history.positions().padding(),
                        100 * history.positions().saved());
    }

    /** The model as a card. */
    public String toHtml() {
        return Card.titled("Model")
                .note(label())
                .row("network", network.describe() + String.format(Locale.ROOT, ", %,d parameters", parameters()))
                .row("classes", String.join(", ", labels))
                .row(
                        "training",
                        history.losses().isEmpty()
                                ? "loaded from a file"
                                : String.format(
                                                Locale.ROOT,
                                                "%d steps in %.0f s, mean loss of the last epoch %.4f",
                                                history.losses().size(),
                                                history.time().toMillis() / 1000.0,
                                                history.finalLoss())
                                        + kept()
                                        + padding())
                .code(code)
                .toHtml();
    }
}
