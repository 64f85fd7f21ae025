package dev.tern.report;

import dev.tern.nn.Parameter;
import dev.tern.nn.Quantization;
import dev.tern.quant.Codes;
import dev.tern.tensor.Tensor;
import dev.tern.view.Card;
import dev.tern.view.Chart;
import dev.tern.view.Charts;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/** One matrix or table of a model: float weights, codes and scale. */
public final class Layer {
    private final String model;
    private final String name;
    private final Parameter parameter;
    private final @Nullable Codes codes;

    /**
     * A layer.
     *
     * @param model the label of its model
     * @param name its name in the network
     */
    public Layer(String model, String name, Parameter parameter, Quantization quantization) {
        this.model = model;
        this.name = name;
        this.parameter = parameter;
        this.codes = quantization.codes(parameter.name());
    }

    /** Its name in the network, such as {@code encoder.0.query}. */
    public String name() {
        return name;
    }

    Tensor latent() {
        return parameter.value();
    }

    /** The float weights before quantization, [out, in]. */
    public INDArray weights() {
        return parameter.value().array();
    }

    /**
     * The codes, [out][in]: −1, 0 and 1 for a ternary layer.
     *
     * @throws IllegalStateException if the layer is fp32
     */
    public byte[][] codes() {
        Codes present = quantized();
        byte[][] rows = new byte[present.rows()][];
        for (int r = 0; r < rows.length; r++) {
            rows[r] = Arrays.copyOfRange(present.codes(), r * present.columns(), (r + 1) * present.columns());
        }
        return rows;
    }

    /** The scales: one for a matrix, one a row for a table. */
    public float[] scales() {
        return quantized().scales().clone();
    }

    /** Share of codes that are zero, 0 to 1. */
    public double zeros() {
        return (double) quantized().zeros() / quantized().codes().length;
    }

    /** Histogram of the float weights, coloured by the code each became. */
    public Chart histogram() {
        float[] latent = parameter.value().toFloats();
        String where = model + " · " + shape();
        if (codes == null) {
            return Charts.weightHistogram(name, where + " · fp32", latent);
        }
        if (!LayerTable.areKnown(latent, codes)) {
            where += " · the file kept the quantized values only";
        }
        return Charts.weightHistogram(
                name, where + " · " + scalesInWords(codes), latent, codes.codes(), codes.values());
    }

    static String scalesInWords(Codes codes) {
        float[] scales = codes.scales();
        return scales.length == 1
                ? String.format(Locale.ROOT, "scale %.4g", scales[0])
                : String.format(Locale.ROOT, "%d scales, the first %.4g", scales.length, scales[0]);
    }

    private Codes quantized() {
        if (codes == null) {
            throw new IllegalStateException("The layer " + name + " keeps fp32 weights, so it has no codes."
                    + " Add .ternarize(TWN) to the recipe and fit again.");
        }
        return codes;
    }

    private String shape() {
        return parameter.value().rows() + "×" + parameter.value().columns();
    }

    @Override
    public String toString() {
        return "Layer " + name + ", " + shape() + (codes == null ? ", fp32" : ", " + codes);
    }

    /** The layer as a card. */
    public String toHtml() {
        Card card = Card.titled("Layer").note(name).row("shape", shape()).row("model", model);
        if (codes != null) {
            card = card.row("bits", String.valueOf(codes.bits()))
                    .row("scales", codes.scales().length == 1 ? "α = " + codes.scales()[0] : codes.scales().length + "")
                    .row("zeros", String.format(Locale.ROOT, "%.1f %%", 100 * zeros()));
        }
        return card.code("model.layer(\"" + name + "\").histogram()").toHtml();
    }
}
