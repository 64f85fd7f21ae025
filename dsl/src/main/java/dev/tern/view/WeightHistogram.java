package dev.tern.view;

import java.util.Arrays;
import java.util.Locale;

/** A histogram of float weights whose bars carry the colours of the codes the weights get. */
final class WeightHistogram {

    private static final int BINS = 72;
    private static final int TEXT_BINS = 64;
    private static final double LEFT = 24;
    private static final double RIGHT = Plot.WIDTH - 24;
    private static final double TOP = 78;
    private static final double BOTTOM = 246;
    private static final String[] COLOURS = {Style.NEGATIVE, Style.ZERO, Style.POSITIVE};
    private static final String[] DARK = {"#8f3417", "#4a525b", "#1f4a8c"};
    private static final String[] NAMES = {"−α", "0", "+α"};

    private final float[] latent;
    private final byte[] codes;
    private final double alpha;
    private final double delta;
    private final double limit;
    private final long[] counts = new long[3];

    private WeightHistogram(float[] latent, byte[] codes, float alpha, float delta) {
        this.latent = latent;
        this.codes = codes;
        this.alpha = alpha;
        this.delta = delta;
        this.limit = limit();
        for (byte code : codes) {
            counts[1 + Integer.signum(code)]++;
        }
    }

    static Chart draw(String title, String subtitle, float[] latent, byte[] codes, float alpha, float delta) {
        if (latent.length != codes.length) {
            throw new IllegalArgumentException("A histogram needs one code for each weight, but there are "
                    + latent.length + " weights and " + codes.length + " codes.");
        }
        if (latent.length == 0) {
            throw new IllegalArgumentException("There are no weights to draw a histogram of.");
        }
        WeightHistogram histogram = new WeightHistogram(latent, codes, alpha, delta);
        String text = title + (subtitle.isEmpty() ? "" : "  " + subtitle) + "\n" + histogram.text();
        String description = "Histogram of the " + latent.length + " weights of " + title + ": " + histogram.shares();
        return new Chart(description, histogram.picture(title, subtitle), text);
    }

    /** Far outliers would press all others into a few bars: beyond eight root mean squares they count as outside. */
    private double limit() {
        double squares = 0;
        double largest = 0;
        long finite = 0;
        for (float weight : latent) {
            if (Float.isFinite(weight)) {
                squares += (double) weight * weight;
                largest = Math.max(largest, Math.abs(weight));
                finite++;
            }
        }
        double limit = Math.min(largest, 8 * Math.sqrt(squares / Math.max(1, finite)));
        limit = Math.max(limit, Double.isFinite(alpha) ? 1.1 * Math.abs(alpha) : 0);
        return limit > 0 ? limit : 1;
    }

    /** A width of which the threshold is a multiple: then no bar has weights from both of its sides. */
    private double binWidth() {
        double plain = 2 * limit / BINS;
        double parts = Math.rint(delta / plain);
        return parts >= 1 ? delta / parts : plain;
    }

    private String picture(String title, String subtitle) {
        double width = binWidth();
        int half = (int) Math.ceil(limit / width - 1e-9);
        long[][] bins = bins(width, half);
        double tallest = Math.max(
                1,
                Arrays.stream(bins)
                        .mapToLong(bin -> bin[0] + bin[1] + bin[2])
                        .max()
                        .orElse(1));
        Axis axis = Axis.exactly(-half * width, half * width, 8);

        Svg svg = new Svg(Plot.WIDTH, 300, title);
        svg.heading(LEFT, 24, title).text(LEFT, 42, Svg.Anchor.START, Svg.QUIET, subtitle);
        if (delta > 0) {
            svg.rectangle(x(axis, -delta), TOP, x(axis, delta) - x(axis, -delta), BOTTOM - TOP, "#f1f3f5");
        }
        for (int bin = 0; bin < bins.length; bin++) {
            double from = x(axis, (bin - half) * width);
            double to = x(axis, (bin - half + 1) * width);
            double base = BOTTOM;
            for (int code = 0; code < 3; code++) {
                double height = (BOTTOM - TOP) * bins[bin][code] / tallest;
                if (height > 0) {
                    svg.rectangle(from + 0.4, base - height, to - from - 0.8, height, COLOURS[code]);
                    base -= height;
                }
            }
        }
        svg.line(LEFT, BOTTOM, RIGHT, BOTTOM, Svg.AXIS);
        for (int i = 0; i < axis.ticks().size(); i++) {
            double room = Svg.widthOf(axis.labels().get(i)) / 2 + 1;
            double at = x(axis, axis.ticks().get(i));
            svg.text(
                    Math.max(room, Math.min(Plot.WIDTH - room, at)),
                    BOTTOM + 17,
                    Svg.Anchor.MIDDLE,
                    Svg.QUIET,
                    axis.labels().get(i));
        }
        svg.text(
                Plot.WIDTH / 2,
                BOTTOM + 36,
                Svg.Anchor.MIDDLE,
                Svg.QUIET,
                "float weight before quantizing" + outside());
        levels(svg, axis);
        return svg.toString();
    }

    /** Dotted lines where the weights end up; their names are moved apart when they would meet. */
    private void levels(Svg svg, Axis axis) {
        double middle = x(axis, 0);
        double apart = Math.max(70, Math.abs(x(axis, alpha) - middle));
        for (int code = 0; code < 3; code++) {
            if (counts[code] == 0 && code == 1 || !Double.isFinite(alpha)) {
                continue;
            }
            double at = x(axis, (code - 1) * Math.abs(alpha));
            svg.dotted(at, TOP, at, BOTTOM, DARK[code]);
            svg.bold(
                    middle + (code - 1) * apart,
                    TOP - 8,
                    Svg.Anchor.MIDDLE,
                    DARK[code],
                    NAMES[code] + " " + share(code));
        }
    }

    private long[][] bins(double width, int half) {
        long[][] bins = new long[2 * half][3];
        for (int i = 0; i < latent.length; i++) {
            int bin = (int) Math.floor(latent[i] / width) + half;
            // A weight on the upper edge of the range, or of the threshold's band, belongs to the bar below it.
            if (latent[i] > 0 && latent[i] == (float) ((bin - half) * width)) {
                bin--;
            }
            if (Float.isFinite(latent[i]) && bin >= 0 && bin < bins.length) {
                bins[bin][1 + Integer.signum(codes[i])]++;
            }
        }
        return bins;
    }

    private String outside() {
        long outside = 0;
        for (float weight : latent) {
            outside += Math.abs(weight) <= limit ? 0 : 1;
        }
        return outside == 0 ? "" : " · " + outside + " of " + latent.length + " lie outside";
    }

    private static double x(Axis axis, double value) {
        return LEFT + axis.share(value) * (RIGHT - LEFT);
    }

    private String share(int code) {
        return String.format(Locale.ROOT, "%.1f\u00a0%%", 100.0 * counts[code] / codes.length);
    }

    private String shares() {
        return NAMES[0] + " " + share(0) + " · " + NAMES[1] + " " + share(1) + " · " + NAMES[2] + " " + share(2);
    }

    private String text() {
        long[] heights = Arrays.stream(bins(2 * limit / TEXT_BINS, TEXT_BINS / 2))
                .mapToLong(bin -> bin[0] + bin[1] + bin[2])
                .toArray();
        String end = Sparkline.value(limit);
        String foot = "−" + end + " ".repeat(TEXT_BINS / 2 - end.length() - 1) + "0"
                + " ".repeat(TEXT_BINS / 2 - end.length() - 1) + end;
        return Sparkline.columns(heights, 5) + foot + outside() + "\n" + shares();
    }
}
