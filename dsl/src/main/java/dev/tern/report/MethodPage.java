package dev.tern.report;

import dev.tern.quant.Codes;
import dev.tern.quant.WeightQuantizer;
import dev.tern.tensor.Tensor;
import dev.tern.view.Card;
import dev.tern.view.Chart;
import dev.tern.view.Charts;
import dev.tern.view.CodeStrip;
import dev.tern.view.ColumnFormat;
import dev.tern.view.TableView;
import java.util.Locale;
import java.util.Random;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.FloatColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.StringColumn;

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

    /** The page of a method, on weights drawn at random. */
    public static MethodPage of(WeightQuantizer method) {
        return new MethodPage(method, SIX, drawn(), "drawn from N(0, 0.05²)");
    }

    private static Tensor drawn() {
        Random random = new Random(1);
        float[] drawn = new float[SIDE * SIDE];
        for (int i = 0; i < drawn.length; i++) {
            drawn[i] = (float) (0.05 * random.nextGaussian());
        }
        return Tensor.of(drawn, SIDE, SIDE);
    }

    /** Several methods on the weights of the picture, a row each. */
    public static ResultTable table(WeightQuantizer... methods) {
        if (methods.length == 0) {
            throw new IllegalArgumentException("explain() names no method: type explain(TWN) or explain(TWN, LSQ).");
        }
        StringColumn names = StringColumn.create("method");
        IntColumn bits = IntColumn.create("bits");
        IntColumn values = IntColumn.create("values");
        DoubleColumn zeros = DoubleColumn.create("zeros");
        DoubleColumn errors = DoubleColumn.create("error");
        Tensor weights = drawn();
        for (WeightQuantizer method : methods) {
            Codes codes = method.codes(weights);
            names.append(method.toString());
            bits.append(codes.bits());
            values.append(FloatColumn.create("w", codes.values()).countUnique());
            zeros.append((double) codes.zeros() / codes.codes().length);
            errors.append(LayerTable.error(weights.toFloats(), codes.values()));
        }
        return new ResultTable(
                "methods",
                rows -> TableView.of(rows)
                        .percent("zeros", "error")
                        .bar("error", 0, 1)
                        .note(ColumnFormat.COUNT.text(SIDE * SIDE)
                                + " weights drawn from N(0, 0.05²); learned scales as they start"),
                names,
                bits,
                values,
                zeros,
                errors);
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
