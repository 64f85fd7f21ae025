package dev.tern.quant;

import java.util.Locale;

/**
 * A matrix made ternary, shown with what made it so: the value at (row, column) is alpha times its code.
 *
 * @param codes -1, 0 or 1, row-major
 * @param rows number of rows
 * @param columns number of columns
 * @param threshold magnitudes at or below it became 0; one a group of weights
 * @param alpha the scale; one a group of weights
 * @param granularity which weights are a group
 * @param formula the rule that was used
 */
public record Ternary(
        byte[] codes,
        int rows,
        int columns,
        float[] threshold,
        float[] alpha,
        Granularity granularity,
        String formula) {
    private static final int SHOWN = 16;

    /** The code at a place. */
    public int code(int row, int column) {
        return codes[row * columns + column];
    }

    /** The real values: alpha times code. */
    public float[][] values() {
        float[][] values = new float[rows][columns];
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                values[row][column] = alpha[granularity.group(row, column, columns)] * code(row, column);
            }
        }
        return values;
    }

    private String figures() {
        return alpha.length == 1
                ? String.format(Locale.ROOT, "threshold %.4g, alpha %.4g", threshold[0], alpha[0])
                : alpha.length + " thresholds and alphas, " + granularity.meaning();
    }

    /** The codes in rows of +, - and 0 below the figures. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("Ternary[" + rows + " x " + columns + ", " + figures() + "]");
        for (int row = 0; row < Math.min(rows, SHOWN); row++) {
            text.append('\n');
            for (int column = 0; column < Math.min(columns, SHOWN); column++) {
                text.append(String.format("%3s", sign(code(row, column))));
            }
            text.append(columns > SHOWN ? " ..." : "");
        }
        return text.append(rows > SHOWN ? "\n..." : "").toString();
    }

    private static String sign(int code) {
        return code == 0 ? "0" : code > 0 ? "+1" : "-1";
    }

    /** The formula, the figures and the codes as a grid of coloured cells. */
    public String toHtml() {
        StringBuilder html = new StringBuilder("<div><code>" + escape(formula) + "</code><br>" + figures()
                + "<table style=\"border-collapse:collapse;margin-top:4px\">");
        for (int row = 0; row < Math.min(rows, SHOWN); row++) {
            html.append("<tr>");
            for (int column = 0; column < Math.min(columns, SHOWN); column++) {
                int code = code(row, column);
                String colour = code == 0 ? "#f2f2f2" : code > 0 ? "#b7d7f0" : "#f6c9a8";
                html.append("<td style=\"text-align:center;width:2.5em;border:1px solid #ddd;color:#222;background:")
                        .append(colour)
                        .append("\">")
                        .append(sign(code))
                        .append("</td>");
            }
            if (alpha.length == rows && rows > 1) {
                html.append(String.format(Locale.ROOT, "<td>&nbsp;alpha %.4g</td>", alpha[row]));
            }
            html.append("</tr>");
        }
        html.append("</table>");
        if (rows > SHOWN || columns > SHOWN) {
            html.append("the first " + SHOWN + " rows and columns of " + rows + " x " + columns);
        }
        return html.append("</div>").toString();
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
