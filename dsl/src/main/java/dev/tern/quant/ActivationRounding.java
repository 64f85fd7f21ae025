package dev.tern.quant;

import dev.tern.tensor.Kind;
import dev.tern.tensor.Operation;
import dev.tern.tensor.Tape;
import dev.tern.tensor.Tensor;
import java.util.List;

/** The operation of an {@link ActivationQuantizer}: every value to the nearest of its grid. */
final class ActivationRounding extends Operation {
    private static final Kind<ActivationRounding> KIND = new Kind<>(ActivationRounding::new);

    private final Tiles.Walk roundReal = new Tiles.Walk(this::roundReal);
    private final Tiles.Walk rescale = new Tiles.Walk(this::rescale);
    private final Tiles.Walk roundFromOffset = new Tiles.Walk(this::roundFromOffset);
    private final TileRanges seen = new TileRanges();
    private final StraightThrough straightThrough = new StraightThrough();
    private final Fit fit = new Fit();
    private RangeSource source = RangeSource.fixed(new Range(0, 0));
    private Tensor x = Tensor.NONE;
    private boolean hasSeen;
    private int multiplier;
    private int shift;

    private ActivationRounding() {}

    /** Same shape, coded (real for the forms with an offset). */
    static Tensor apply(Tape tape, ActivationQuantizer quantizer, Tensor x) {
        ActivationRounding operation = tape.take(KIND);
        operation.x = x;
        operation.source = quantizer.source();
        operation.fit(tape, quantizer);
        operation.y =
                quantizer.scheme().hasOffset() ? operation.offsetValues(tape) : operation.codes(tape, quantizer.form());
        return tape.record(operation);
    }

    private void fit(Tape tape, ActivationQuantizer quantizer) {
        boolean follows = tape.isRecording() && !quantizer.isFrozen();
        boolean isTracked = follows && source.followsRanges();
        hasSeen = isTracked
                || quantizer.scheme().isDynamic()
                || quantizer.scheme().countsFromMinimum();
        if (hasSeen) {
            seen.of(tape, x);
        }
        if (isTracked) {
            source.follow(seen.low(), seen.high());
        } else if (follows) {
            source.follow(x);
        }
        fit.to(quantizer, hasSeen ? seen.low() : 0, hasSeen ? seen.high() : 0);
        if (quantizer.scheme().countsFromMinimum()) {
            fit.grid.from(seen.low());
        }
    }

    private Tensor codes(Tape tape, Requantizer.Form form) {
        float scale = (float) fit.grid.scale();
        Tensor codes = tape.codedResult(x.rows(), x.columns(), scale, x, learned());
        codes.codesWithin(fit.grid.lowestInteger(), fit.grid.highestInteger());
        y = codes;
        if (x.isCoded()) {
            long ratio = form.parts(x.scale(), scale);
            multiplier = Requantizer.multiplier(ratio);
            shift = Requantizer.shift(ratio);
        }
        (x.isCoded() ? rescale : roundReal).through(Tiles.of(1, x.size()), x.data());
        return codes;
    }

    private Tensor offsetValues(Tape tape) {
        y = tape.result(x.rows(), x.columns(), x, learned());
        roundFromOffset.through(Tiles.of(1, x.size()), x.data());
        return y;
    }

    /** What the result's gradient goes to besides the input; the input again if nothing is learned. */
    private Tensor learned() {
        List<Learned> learned = source.learned();
        return learned.isEmpty() ? x : learned.get(0).value();
    }

    private void roundReal(int tile, int group, int offset, float[] values, int count) {
        float[] codes = Tiles.first(count);
        fit.grid.round(values, count, codes);
        y.data().put(offset, codes, 0, count);
    }

    private void rescale(int tile, int group, int offset, float[] values, int count) {
        float[] codes = Tiles.first(count);
        float lowest = fit.grid.lowestInteger();
        Kernels.BEST.requantize(values, count, multiplier, shift, lowest, fit.grid.highestInteger(), codes);
        y.data().put(offset, codes, 0, count);
    }

    private void roundFromOffset(int tile, int group, int offset, float[] values, int count) {
        MovingGrid grid = fit.grid;
        float factor = x.scale();
        float step = (float) grid.scale();
        float start = (float) grid.offset();
        float[] codes = Tiles.first(count);
        for (int i = 0; i < count; i++) {
            values[i] = values[i] * factor - start;
        }
        Kernels.BEST.roundCodes(values, count, step, grid.lowest(), grid.highest(), codes);
        for (int i = 0; i < count; i++) {
            codes[i] = codes[i] * step + start;
        }
        y.data().put(offset, codes, 0, count);
    }

    @Override
    protected void backward() {
        if (source.learned().isEmpty()) {
            straightThrough.pass(x, y, fit.passLow(), fit.passHigh(), hasSeen ? seen : null);
        } else {
            source.backward(x, y, fit);
        }
    }
}
