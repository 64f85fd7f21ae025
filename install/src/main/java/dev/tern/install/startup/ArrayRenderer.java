package dev.tern.install.startup;

import dev.tern.kernel.display.Html;
import dev.tern.kernel.display.MimeBundle;
import dev.tern.kernel.display.Renderer;
import java.util.Arrays;
import java.util.Locale;
import java.util.StringJoiner;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.INDArrayIndex;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * Shows an ND4J array: its type, shape, smallest, mean and largest value, and the first rows and columns shaded by
 * value; of an array of more than two dimensions, those of its first slice.
 */
public final class ArrayRenderer implements Renderer {
    private static final int MAX_ROWS = 12;
    private static final int MAX_COLUMNS = 12;

    /** The longest array whose values are summed up; more would make the cell wait. */
    private static final long MAX_SUMMED = 10_000_000;

    private static final String CELL = "text-align:right;padding:2px 6px;border:none;background:";

    @Override
    public boolean accepts(Object value) {
        return value instanceof INDArray;
    }

    @Override
    public MimeBundle render(Object value) {
        INDArray array = (INDArray) value;
        if (array.wasClosed()) {
            return MimeBundle.plain("an INDArray that was closed: its memory is gone");
        }
        String caption = array.dataType().name().toLowerCase(Locale.ROOT) + Arrays.toString(array.shape());
        boolean numbers = array.dataType().isNumerical() || array.dataType() == DataType.BOOL;
        if (array.isEmpty() || !numbers) {
            String what = array.isEmpty() ? caption + ", empty" : caption + " " + cut(array.toString());
            return MimeBundle.html("<code>" + Html.escape(what) + "</code>", what);
        }
        INDArray slice = firstSlice(array);
        double[][] corner = corner(slice);
        String note = caption + summary(array) + part(array, slice);
        return MimeBundle.html(html(corner, note), text(corner, note));
    }

    private static String cut(String text) {
        return text.length() > 1000 ? text.substring(0, 1000) + "…" : text;
    }

    private static INDArray firstSlice(INDArray array) {
        if (array.rank() <= 2) {
            return array;
        }
        INDArrayIndex[] indices = new INDArrayIndex[array.rank()];
        Arrays.fill(indices, NDArrayIndex.point(0));
        indices[array.rank() - 2] = NDArrayIndex.all();
        indices[array.rank() - 1] = NDArrayIndex.all();
        return array.get(indices).reshape(array.size(array.rank() - 2), array.size(array.rank() - 1));
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

    private static String summary(INDArray array) {
        if (array.length() < 2 || array.length() > MAX_SUMMED) {
            return "";
        }
        if (array.dataType() == DataType.BOOL) {
            long set = array.castTo(DataType.INT64).sumNumber().longValue();
            return String.format(Locale.ROOT, ", %,d of %,d true", set, array.length());
        }
        return ", from " + number(array.minNumber().doubleValue()) + " to "
                + number(array.maxNumber().doubleValue()) + ", mean "
                + number(array.meanNumber().doubleValue());
    }

    private static String part(INDArray array, INDArray slice) {
        StringJoiner part = new StringJoiner(", ");
        if (array.rank() > 2) {
            part.add("slice [" + "0, ".repeat(array.rank() - 2) + ":, :]");
        }
        if (rows(slice) > MAX_ROWS || columns(slice) > MAX_COLUMNS) {
            StringJoiner first = new StringJoiner(" and ", "the first ", "");
            if (rows(slice) > MAX_ROWS) {
                first.add(MAX_ROWS + " rows");
            }
            if (columns(slice) > MAX_COLUMNS) {
                first.add(MAX_COLUMNS + " columns");
            }
            part.add(first.toString());
        }
        return part.length() == 0 ? "" : "; shown: " + part;
    }

    private static String html(double[][] corner, String note) {
        double largest = Arrays.stream(corner)
                .flatMapToDouble(Arrays::stream)
                .map(Math::abs)
                .filter(Double::isFinite)
                .max()
                .orElse(0);
        StringBuilder html = new StringBuilder("<table style=\"border-collapse:collapse;border:none;font-size:90%\">");
        for (double[] row : corner) {
            html.append("<tr style=\"background:none\">");
            for (double value : row) {
                html.append("<td style=\"")
                        .append(CELL)
                        .append(shade(value, largest))
                        .append("\">")
                        .append(number(value))
                        .append("</td>");
            }
            html.append("</tr>");
        }
        return html.append("</table><div style=\"opacity:0.7\">")
                .append(Html.escape(note))
                .append("</div>")
                .toString();
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
                line.append(String.format(Locale.ROOT, "%11s", number(value)));
            }
            lines.add(line);
        }
        return lines.add(note).toString();
    }

    private static String number(double value) {
        if (!Double.isFinite(value)) {
            return Double.toString(value);
        }
        return value == Math.rint(value) && Math.abs(value) < 1e6
                ? String.format(Locale.ROOT, "%.0f", value + 0.0)
                : String.format(Locale.ROOT, "%.4g", value);
    }
}
