package dev.tern.install.startup;

import dev.tern.kernel.display.MimeBundle;
import dev.tern.kernel.display.Renderer;
import java.util.Arrays;
import java.util.Locale;
import java.util.StringJoiner;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Shows an ND4J array: its shape and type, and the first rows and columns, shaded by value. */
public final class ArrayRenderer implements Renderer {
    private static final int MAX_ROWS = 12;
    private static final int MAX_COLUMNS = 12;

    @Override
    public boolean accepts(Object value) {
        return value instanceof INDArray;
    }

    @Override
    public MimeBundle render(Object value) {
        INDArray array = (INDArray) value;
        String caption = array.dataType().name().toLowerCase(Locale.ROOT) + Arrays.toString(array.shape());
        boolean numbers = array.dataType().isNumerical() || array.dataType() == DataType.BOOL;
        if (array.isEmpty() || !numbers || array.rank() > 2) {
            return MimeBundle.html("<code>" + caption + "</code>", caption);
        }
        double[][] corner = corner(array);
        String note = caption + note(array);
        return MimeBundle.html(html(corner, note), text(corner, note));
    }

    /** The first rows and columns, read one by one: copying a large array to look at its corner would be slow. */
    private static double[][] corner(INDArray array) {
        long rows = rows(array);
        long columns = columns(array);
        double[][] corner = new double[(int) Math.min(rows, MAX_ROWS)][(int) Math.min(columns, MAX_COLUMNS)];
        for (int i = 0; i < corner.length; i++) {
            for (int j = 0; j < corner[i].length; j++) {
                corner[i][j] = array.rank() == 2 ? array.getDouble(i, j) : array.getDouble(j);
            }
        }
        return corner;
    }

    private static long rows(INDArray array) {
        return array.rank() == 2 ? array.size(0) : 1;
    }

    private static long columns(INDArray array) {
        return array.rank() == 0 ? 1 : array.size(array.rank() - 1);
    }

    private static String note(INDArray array) {
        boolean whole = rows(array) <= MAX_ROWS && columns(array) <= MAX_COLUMNS;
        return whole
                ? ""
                : ", the first " + Math.min(rows(array), MAX_ROWS) + " rows and "
                        + Math.min(columns(array), MAX_COLUMNS) + " columns";
    }

    private static String html(double[][] corner, String note) {
        double largest = Arrays.stream(corner)
                .flatMapToDouble(Arrays::stream)
                .map(Math::abs)
                .filter(Double::isFinite)
                .max()
                .orElse(0);
        StringBuilder html = new StringBuilder("<table style=\"border-collapse:collapse;font-size:90%\">");
        for (double[] row : corner) {
            html.append("<tr>");
            for (double value : row) {
                html.append("<td style=\"text-align:right;padding:2px 6px;background:")
                        .append(shade(value, largest))
                        .append("\">")
                        .append(number(value))
                        .append("</td>");
            }
            html.append("</tr>");
        }
        return html.append("</table><code>").append(note).append("</code>").toString();
    }

    /** Blue above zero, red below, the stronger the farther. */
    private static String shade(double value, double largest) {
        double strength = largest > 0 && Double.isFinite(value) ? 0.55 * Math.abs(value) / largest : 0;
        return String.format(Locale.ROOT, "rgba(%s,%.2f)", value < 0 ? "197,84,44" : "60,110,184", strength);
    }

    private static String text(double[][] corner, String note) {
        StringJoiner lines = new StringJoiner("\n");
        for (double[] row : corner) {
            StringBuilder line = new StringBuilder();
            for (double value : row) {
                line.append(String.format(Locale.ROOT, "%10s", number(value)));
            }
            lines.add(line);
        }
        return lines.add(note).toString();
    }

    private static String number(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e6
                ? String.format(Locale.ROOT, "%.0f", value)
                : String.format(Locale.ROOT, "%.4g", value);
    }
}
