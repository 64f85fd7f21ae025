package dev.tern.view;

/** The frame most charts share: heading, a grid to read values by, two axes, and the ground between them. */
final class Plot {

    static final double WIDTH = 640;
    static final double HEIGHT = 300;

    /** Colours of series, in order; they differ in lightness too. */
    private static final String[] PALETTE = {
        Style.POSITIVE, Style.NEGATIVE, "#3f9079", "#8a5ea8", "#c09a2f", "#6b7480", "#79a7dd", "#8f3b52"
    };

    private final Axis x;
    private final Axis y;
    private final double left;
    private final double right;
    private final double top = 58;
    private final double bottom = HEIGHT - 42;
    private final Svg svg;

    /**
     * An empty frame.
     *
     * @param room pixels kept free to the right, for labels of series
     */
    Plot(String title, String xLabel, String yLabel, Axis x, Axis y, double room) {
        this.x = x;
        this.y = y;
        left = 22 + y.labels().stream().mapToDouble(Svg::widthOf).max().orElse(0);
        right = WIDTH - Math.max(18, room);
        svg = new Svg(WIDTH, HEIGHT, title);
        svg.heading(14, 22, title).text(14, 40, Svg.Anchor.START, Svg.QUIET, yLabel);
        for (int i = 0; i < y.ticks().size(); i++) {
            double at = yAt(y.ticks().get(i));
            svg.line(left, at, right, at, Svg.GRID);
            svg.text(left - 7, at + 4, Svg.Anchor.END, Svg.QUIET, y.labels().get(i));
        }
        svg.line(left, bottom, right, bottom, Svg.AXIS);
        double widest = x.labels().stream().mapToDouble(Svg::widthOf).max().orElse(0) + 8;
        int every = (int) Math.max(1, Math.ceil(widest * x.ticks().size() / (right - left)));
        for (int i = 0; i < x.ticks().size(); i += every) {
            double at = xAt(x.ticks().get(i));
            svg.line(at, bottom, at, bottom + 4, Svg.AXIS);
            svg.text(at, bottom + 17, Svg.Anchor.MIDDLE, Svg.QUIET, x.labels().get(i));
        }
        svg.text((left + right) / 2, bottom + 33, Svg.Anchor.MIDDLE, Svg.QUIET, xLabel);
    }

    static String colour(int series) {
        return PALETTE[series % PALETTE.length];
    }

    double xAt(double value) {
        return left + x.share(value) * (right - left);
    }

    double yAt(double value) {
        return bottom - y.share(value) * (bottom - top);
    }

    double right() {
        return right;
    }

    double top() {
        return top;
    }

    double bottom() {
        return bottom;
    }

    Svg svg() {
        return svg;
    }
}
