package dev.tern;

import dev.tern.quant.Codes;
import dev.tern.quant.WeightQuantizer;
import dev.tern.tensor.Tensor;
import dev.tern.view.Card;
import dev.tern.view.Chart;
import dev.tern.view.Charts;
import dev.tern.view.CodeStrip;
import java.util.Locale;
import java.util.Random;

/**
 * A method on one page: {@code explain(TWN)}. Formula and source, six numbers before and after, and the picture of
 * 10,000 weights before and after, each in the colour of its code. The picture's weights are drawn from N(0, 0.05²),
 * about as wide as those of a trained BERT. What a method learns is shown as it starts. Immutable.
 */
public final class MethodPage {
    private static final float[] SIX = {.9f, -.1f, .4f, -.8f, .05f, .7f};
    private static final int SIDE = 100;

    private final WeightQuantizer method;
    private final float[] numbers;
    private final Tensor weights;
    private final String origin;

    private MethodPage(WeightQuantizer method, float[] numbers, Tensor weights, String origin) {
        this.method = method;
        this.numbers = numbers;
        this.weights = weights;
        this.origin = origin;
    }

    static MethodPage of(WeightQuantizer method) {
        Random random = new Random(1);
        float[] drawn = new float[SIDE * SIDE];
        for (int i = 0; i < drawn.length; i++) {
            drawn[i] = (float) (0.05 * random.nextGaussian());
        }
        return new MethodPage(method, SIX, Tensor.of(drawn, SIDE, SIDE), "drawn from N(0, 0.05²)");
    }

    /** The same page with numbers of your own: {@code explain(TWN).numbers(1, -1, 0.2f)}. */
    public MethodPage numbers(float... own) {
        if (own.length == 0) {
            throw new IllegalArgumentException("numbers() is empty: give some, as in numbers(0.9f, -0.1f, 0.4f).");
        }
        return new MethodPage(method, own.clone(), weights, origin);
    }

    /** The same page with the picture of a layer's float weights: {@code explain(TWN).weights(teacher.layer(...))}. */
    public MethodPage weights(Layer layer) {
        return new MethodPage(method, numbers, layer.latent(), layer.name());
    }

    /** The six numbers before and after. */
    private CodeStrip strip() {
        Codes codes = method.codes(Tensor.of(numbers, 1, numbers.length));
        return CodeStrip.of(numbers, codes.codes(), codes.values());
    }

    private Chart picture(Codes codes) {
        return Charts.weightsBeforeAndAfter(
                method.toString(),
                weights.rows() + "×" + weights.columns() + " weights " + origin + " · " + Layer.scalesInWords(codes),
                weights.toFloats(),
                codes.codes(),
                codes.values());
    }

    private Card card(Codes codes) {
        Card card = Card.titled(method.toString()).row("formula", method.formula());
        if (!method.source().isEmpty()) {
            card = card.row("source", method.source());
        }
        int learned = method.start(weights).learned().stream()
                .mapToInt(each -> each.value().size())
                .sum();
        String times = String.format(Locale.ROOT, "%.2f", 32.0 / codes.bits()).replaceFirst("\\.?0+$", "");
        return card.row("bits a weight", codes.bits() + ", " + times + " times smaller than fp32")
                .row("scales", method.granularity() + (learned == 0 ? "" : "; learned with the weights"))
                .row(
                        "here",
                        String.format(
                                Locale.ROOT,
                                "%.1f %% zeros, relative error |w − w^| / |w| = %.3f",
                                100.0 * codes.zeros() / codes.codes().length,
                                LayerTable.error(weights.toFloats(), codes.values())));
    }

    /** The page for a notebook. */
    public String toHtml() {
        Codes codes = method.codes(weights);
        return "<div>" + card(codes).toHtml() + strip().toHtml()
                + picture(codes).toHtml() + "</div>";
    }

    /** The page for a terminal. */
    @Override
    public String toString() {
        Codes codes = method.codes(weights);
        return card(codes) + "\n\n" + strip() + "\n\n" + picture(codes);
    }
}
