package dev.tern.view;

import java.util.Locale;

/** An SVG document in the making, on a light ground of its own. Lengths are pixels, y grows downwards. */
final class Svg {

    static final String INK = "#22272e";
    static final String QUIET = "#6b7480";
    static final String GRID = "#e6e9ed";
    static final String AXIS = "#aab2bb";

    /** Where a text stands against its position. */
    enum Anchor {
        START,
        MIDDLE,
        END
    }

    private final StringBuilder out = new StringBuilder();

    Svg(double width, double height, String title) {
        String size = number(width) + "\" height=\"" + number(height);
        out.append("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"").append(size);
        out.append("\" viewBox=\"0 0 ").append(number(width)).append(' ').append(number(height));
        out.append("\" font-family=\"system-ui,'Noto Sans','Segoe UI',Helvetica,Arial,sans-serif\" font-size=\"11\">");
        out.append("<title>")
                .append(Html.escape(title))
                .append("</title><rect width=\"")
                .append(size);
        out.append("\" rx=\"6\" fill=\"#fff\"/>");
    }

    Svg rectangle(double x, double y, double width, double height, String fill) {
        out.append("<rect").append(attribute("x", x)).append(attribute("y", y)).append(attribute("width", width));
        out.append(attribute("height", height)).append(" fill=\"").append(fill).append("\"/>");
        return this;
    }

    Svg circle(double x, double y, double radius, String fill) {
        out.append("<circle")
                .append(attribute("cx", x))
                .append(attribute("cy", y))
                .append(attribute("r", radius));
        out.append(" fill=\"").append(fill).append("\" fill-opacity=\".6\"/>");
        return this;
    }

    Svg line(double x1, double y1, double x2, double y2, String colour) {
        return segment(x1, y1, x2, y2, colour, "");
    }

    Svg dotted(double x1, double y1, double x2, double y2, String colour) {
        return segment(x1, y1, x2, y2, colour, " stroke-width=\"1.5\" stroke-dasharray=\"2.5 2.5\"");
    }

    private Svg segment(double x1, double y1, double x2, double y2, String colour, String more) {
        out.append("<line")
                .append(attribute("x1", x1))
                .append(attribute("y1", y1))
                .append(attribute("x2", x2));
        out.append(attribute("y2", y2)).append(" stroke=\"").append(colour).append('"');
        out.append(more).append("/>");
        return this;
    }

    /** A curve through the points; a NaN in y lifts the pen. */
    Svg curve(double[] x, double[] y, String colour) {
        out.append(
                "<path fill=\"none\" stroke-width=\"1.8\" stroke-linejoin=\"round\" stroke-linecap=\"round\" stroke=\"");
        out.append(colour).append("\" d=\"");
        boolean down = false;
        for (int i = 0; i < x.length; i++) {
            if (Double.isNaN(y[i])) {
                down = false;
                continue;
            }
            out.append(down ? 'L' : 'M').append(number(x[i])).append(' ').append(number(y[i]));
            down = true;
        }
        out.append("\"/>");
        return this;
    }

    Svg text(double x, double y, Anchor anchor, String colour, String text) {
        return text(x, y, anchor, colour, "", text);
    }

    Svg bold(double x, double y, Anchor anchor, String colour, String text) {
        return text(x, y, anchor, colour, " font-weight=\"600\"", text);
    }

    Svg heading(double x, double y, String text) {
        return text(x, y, Anchor.START, INK, " font-weight=\"600\" font-size=\"13\"", text);
    }

    private Svg text(double x, double y, Anchor anchor, String colour, String more, String text) {
        out.append("<text").append(attribute("x", x)).append(attribute("y", y)).append(" text-anchor=\"");
        out.append(anchor.name().toLowerCase(Locale.ROOT))
                .append("\" fill=\"")
                .append(colour)
                .append('"');
        out.append(more).append('>').append(Html.escape(text)).append("</text>");
        return this;
    }

    /** About the pixels a text takes, on the wide side, since the fonts of the reader are not known. */
    static double widthOf(String text) {
        return 6.4 * TextGrid.width(text);
    }

    private static String attribute(String name, double value) {
        return " " + name + "=\"" + number(value) + "\"";
    }

    private static String number(double value) {
        String text = String.format(Locale.ROOT, "%.1f", value);
        return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
    }

    @Override
    public String toString() {
        return out + "</svg>";
    }
}
