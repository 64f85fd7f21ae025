package dev.tern.view;

import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A histogram of float weights whose bars carry the colours of the codes the weights get; below it, if wanted, what
 * the weights become.
 */
final class WeightHistogram {

    private static final int BINS = 72;
    private static final int TEXT_BINS = 64;
    private static final double LEFT = 24;
    private static final double RIGHT = Plot.WIDTH - 24;
    private static final double TOP = 78;
    private static final double BOTTOM = 246;
    private static final double AFTER = 62;
    /** With more levels than this their borders and places run together. */
    private static final int SHOWN_LEVELS = 33;

    private static final int NAMED_LEVELS = 3;
    private static final String BAND = "#f3f5f7";

    private final float[] weights;
    private final float[] quantized;
    private final byte[] codes;
    private final @Nullable Levels levels;
    private final double limit;
    private final double width;
    private final int half;
    private final Axis axis;

    private WeightHistogram(float[] weights, byte[] codes, float[] quantized, @Nullable Levels levels) {
        if (weights.length == 0) {
            throw new IllegalArgumentException("There are no weights to draw a histogram of.");
        }
        this.weights = weights;
        this.codes = codes;
        this.quantized = quantized;
        this.levels = levels;
        this.limit = limit();
        this.width = binWidth();
        this.half = (int) Math.ceil(limit / width - 1e-9);
        this.axis = Axis.exactly(-half * width, half * width, 8);
    }

    /** Full precision: nothing to colour. */
    static Chart plain(String title, String subtitle, float[] weights) {
        WeightHistogram histogram = new WeightHistogram(weights, new byte[0], new float[0], null);
        return histogram.chart(title, subtitle, histogram.picture(title, subtitle, 0));
    }

    static Chart coloured(String title, String subtitle, float[] weights, byte[] codes, float[] quantized) {
        WeightHistogram histogram =
                new WeightHistogram(weights, codes, quantized, Levels.of(weights, codes, quantized));
        return histogram.chart(title, subtitle, histogram.picture(title, subtitle, 0));
    }

    static Chart beforeAndAfter(String title, String subtitle, float[] weights, byte[] codes, float[] quantized) {
        WeightHistogram histogram =
                new WeightHistogram(weights, codes, quantized, Levels.of(weights, codes, quantized));
        return histogram.chart(title, subtitle, histogram.picture(title, subtitle, AFTER + 36));
    }

    private Chart chart(String title, String subtitle, String picture) {
        String text = title + (subtitle.isEmpty() ? "" : "  " + subtitle) + "\n" + text();
        String told = "Histogram of the " + weights.length + " weights of " + title;
        return new Chart(levels == null ? told : told + ": " + levels, picture, text);
    }

    /** Far outliers would press all others into a few bars: beyond eight root mean squares they count as outside. */
    private double limit() {
        double squares = 0;
        double largest = 0;
        long finite = 0;
        for (float weight : weights) {
            if (Float.isFinite(weight)) {
                squares += (double) weight * weight;
                largest = Math.max(largest, Math.abs(weight));
                finite++;
            }
        }
        double shown = Math.min(largest, 8 * Math.sqrt(squares / Math.max(1, finite)));
        double reach = levels == null || levels.size() > NAMED_LEVELS ? 0 : levels.reach();
        shown = Math.max(shown, Double.isFinite(reach) ? 1.1 * reach : 0);
        return shown > 0 ? shown : 1;
    }

    /** A width of which the first border is a multiple: then no bar there has weights from both of its sides. */
    private double binWidth() {
        double plain = 2 * limit / BINS;
        double parts = levels == null ? 0 : Math.rint(levels.firstBorder() / plain);
        return parts >= 1 && parts < BINS ? levels.firstBorder() / parts : plain;
    }

    private String picture(String title, String subtitle, double below) {
        Svg svg = new Svg(Plot.WIDTH, 300 + below, title);
        svg.heading(LEFT, 24, title).text(LEFT, 42, Svg.Anchor.START, Svg.QUIET, subtitle);
        if (levels != null) {
            bands(svg, levels);
        }
        bars(svg, weights, TOP, BOTTOM, 0);
        svg.line(LEFT, BOTTOM, RIGHT, BOTTOM, Svg.AXIS);
        double foot = BOTTOM;
        if (levels != null && below > 0) {
            after(svg, levels);
            foot = BOTTOM + below;
        }
        ticks(svg, foot);
        String what = below > 0 ? "weight: above before quantizing, below after" : "float weight before quantizing";
        svg.text(
                Plot.WIDTH / 2,
                foot + 36,
                Svg.Anchor.MIDDLE,
                Svg.QUIET,
                (levels == null ? "float weight" : what) + outside());
        if (levels != null && levels.size() <= NAMED_LEVELS && levels.areValues()) {
            names(svg, levels);
        } else if (levels != null) {
            key(svg, levels);
        }
        return svg.toString();
    }

    private void ticks(Svg svg, double foot) {
        for (int i = 0; i < axis.ticks().size(); i++) {
            double room = Svg.widthOf(axis.labels().get(i)) / 2 + 1;
            double at =
                    Math.max(room, Math.min(Plot.WIDTH - room, x(axis.ticks().get(i))));
            svg.text(at, foot + 17, Svg.Anchor.MIDDLE, Svg.QUIET, axis.labels().get(i));
        }
    }

    /** Every second code has a shaded ground from border to border: of three codes, the zero. */
    private void bands(Svg svg, Levels present) {
        if (present.size() > SHOWN_LEVELS) {
            return;
        }
        for (int rank = 0; rank < present.size(); rank++) {
            double from = rank == 0 ? axis.low() : present.border(rank - 1);
            double to = rank == present.size() - 1 ? axis.high() : present.border(rank);
            if (Math.floorMod(present.code(rank), 2) == 0 && from < to) {
                double left = Math.max(LEFT, x(from));
                double right = Math.min(RIGHT, x(to));
                if (right > left) {
                    svg.rectangle(left, TOP, right - left, BOTTOM - TOP, BAND);
                }
            }
        }
    }

    /**
     * Stacks of bars, within a stack those nearest to zero below.
     *
     * @param shift how far each bar reaches to the left of its place
     */
    private void bars(Svg svg, float[] values, double top, double bottom, double shift) {
        long[][] bins = bins(values, width, half, shift);
        int[] order = levels == null ? new int[] {0} : levels.fromZero();
        double tallest = Math.max(
                1, Arrays.stream(bins).mapToLong(WeightHistogram::sum).max().orElse(1));
        for (int bin = 0; bin < bins.length; bin++) {
            double from = x((bin - half) * width - shift);
            double to = x((bin - half + 1) * width - shift);
            double base = bottom;
            for (int rank : order) {
                double height = (bottom - top) * bins[bin][rank] / tallest;
                if (height > 0) {
                    String colour = levels == null ? Style.REFERENCE : levels.colour(rank);
                    svg.rectangle(from + 0.4, base - height, to - from - 0.8, height, colour);
                    base -= height;
                }
            }
        }
    }

    /** A column at each value the weights take; where rows have scales of their own, a histogram of them. */
    private void after(Svg svg, Levels present) {
        double top = BOTTOM + 36;
        double bottom = top + AFTER;
        if (present.areValues()) {
            double largest = 0;
            double nearest = RIGHT - LEFT;
            for (int rank = 0; rank < present.size(); rank++) {
                largest = Math.max(largest, present.share(rank));
                nearest = rank == 0 ? nearest : Math.min(nearest, x(present.value(rank)) - x(present.value(rank - 1)));
            }
            double wide = Math.max(1, Math.min(9, 0.7 * nearest));
            for (int rank = 0; rank < present.size(); rank++) {
                double at = x(present.value(rank));
                if (at >= LEFT && at <= RIGHT) {
                    double height = AFTER * present.share(rank) / largest;
                    svg.rectangle(at - wide / 2, bottom - height, wide, height, present.colour(rank));
                }
            }
        } else {
            bars(svg, quantized, top, bottom, width / 2);
        }
        svg.line(LEFT, bottom, RIGHT, bottom, Svg.AXIS);
    }

    /** Dotted lines where the weights end up; their names are moved apart when they would meet. */
    private void names(Svg svg, Levels present) {
        double[] at = new double[present.size()];
        for (int rank = 0; rank < at.length; rank++) {
            at[rank] = x(present.value(rank));
            svg.dotted(at[rank], TOP, at[rank], BOTTOM, Shades.dark(present.value(rank)));
        }
        double[] place = at.clone();
        for (int rank = 1; rank < place.length; rank++) {
            double overlap = 72 - (place[rank] - place[rank - 1]);
            if (overlap > 0) {
                // Zero, where there is one, keeps its place between the others.
                double down = at.length == 2 ? overlap / 2 : rank == 1 ? overlap : 0;
                place[rank - 1] -= down;
                place[rank] += overlap - down;
            }
        }
        for (int rank = 0; rank < place.length; rank++) {
            String name = present.name(rank) + " " + present.shareText(rank);
            double room = Svg.widthOf(name) / 2 + 2;
            svg.bold(
                    Math.max(room, Math.min(Plot.WIDTH - room, place[rank])),
                    TOP - 8,
                    Svg.Anchor.MIDDLE,
                    Shades.dark(present.value(rank)),
                    name);
        }
    }

    /** The colours of many codes side by side, the first and the last named. */
    private static void key(Svg svg, Levels present) {
        int cells = Math.min(present.size(), 31);
        String low = present.name(0);
        String high = present.name(present.size() - 1);
        double cell = Math.max(4, Math.min(10, 130.0 / cells));
        double right = RIGHT - Svg.widthOf(high) - 6;
        double left = right - cells * cell;
        for (int i = 0; i < cells; i++) {
            int rank = cells == 1 ? 0 : (int) Math.round((present.size() - 1.0) * i / (cells - 1));
            svg.rectangle(left + i * cell, TOP - 18, cell, 9, present.colour(rank));
        }
        svg.text(left - 6, TOP - 10, Svg.Anchor.END, Svg.QUIET, "code " + low);
        svg.text(right + 6, TOP - 10, Svg.Anchor.START, Svg.QUIET, high);
    }

    private long[][] bins(float[] values, double binWidth, int halfOfThem, double shift) {
        long[][] bins = new long[2 * halfOfThem][levels == null ? 1 : levels.size()];
        for (int i = 0; i < values.length; i++) {
            int bin = (int) Math.floor((values[i] + shift) / binWidth) + halfOfThem;
            // A weight on the upper edge of the range, or of the threshold's band, belongs to the bar below it.
            if (shift == 0 && values[i] > 0 && values[i] == (float) ((bin - halfOfThem) * binWidth)) {
                bin--;
            }
            if (Float.isFinite(values[i]) && bin >= 0 && bin < bins.length) {
                bins[bin][levels == null ? 0 : levels.rank(codes[i])]++;
            }
        }
        return bins;
    }

    private static long sum(long[] counts) {
        return Arrays.stream(counts).sum();
    }

    private String outside() {
        long outside = 0;
        for (float weight : weights) {
            outside += Math.abs(weight) <= limit ? 0 : 1;
        }
        return outside == 0 ? "" : String.format(Locale.ROOT, " · %d of %d lie outside", outside, weights.length);
    }

    private double x(double value) {
        return LEFT + axis.share(value) * (RIGHT - LEFT);
    }

    private String text() {
        long[] heights = Arrays.stream(bins(weights, 2 * limit / TEXT_BINS, TEXT_BINS / 2, 0))
                .mapToLong(WeightHistogram::sum)
                .toArray();
        String end = Sparkline.value(limit);
        String foot = "−" + end + " ".repeat(TEXT_BINS / 2 - end.length() - 1) + "0"
                + " ".repeat(TEXT_BINS / 2 - end.length() - 1) + end;
        return Sparkline.columns(heights, 5) + foot + outside() + (levels == null ? "" : "\n" + levels);
    }
}
