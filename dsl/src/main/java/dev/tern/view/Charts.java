package dev.tern.view;

import java.util.List;
import tech.tablesaw.api.Table;

/** Every kind of chart, each in one call. */
public final class Charts {

    private Charts() {}

    /**
     * How the weights of a matrix fall, each bar in the colour of the code its weights get. Values that codes stand for
     * and borders between codes are marked where one scale serves all weights.
     *
     * @param title such as the name of the layer
     * @param subtitle such as the quantizer and its numbers
     * @param weights the float weights before quantizing
     * @param codes one a weight
     * @param quantized what each weight became
     */
    public static Chart weightHistogram(
            String title, String subtitle, float[] weights, byte[] codes, float[] quantized) {
        return WeightHistogram.coloured(title, subtitle, weights, codes, quantized);
    }

    /** How weights fall that are not quantized. */
    public static Chart weightHistogram(String title, String subtitle, float[] weights) {
        return WeightHistogram.plain(title, subtitle, weights);
    }

    /** As {@link #weightHistogram(String, String, float[], byte[], float[])}, with what the weights become below it. */
    public static Chart weightsBeforeAndAfter(
            String title, String subtitle, float[] weights, byte[] codes, float[] quantized) {
        return WeightHistogram.beforeAndAfter(title, subtitle, weights, codes, quantized);
    }

    /** Lines over a common axis, such as training curves. */
    public static Chart lines(String title, String xLabel, String yLabel, Series... series) {
        return XyChart.lines(title, xLabel, yLabel, series);
    }

    /** Points, those of a series joined in the order of x. */
    public static Chart scatter(String title, String xLabel, String yLabel, Series... series) {
        return XyChart.scatter(title, xLabel, yLabel, series);
    }

    /**
     * A table of results drawn: a point a row, and for each group a line through the means.
     *
     * @param x the column to the right; numbers, or words that get a place each in the order they appear
     * @param y the number column drawn upwards
     * @param by the column whose values become series, or the same as {@code x} for a single one
     */
    public static Chart groups(String title, Table table, String x, String y, String by) {
        return GroupChart.draw(title, table, x, y, by);
    }

    /** One bar a name, from zero. */
    public static Chart bars(String title, String valueLabel, String[] names, double[] values) {
        return BarChart.draw(title, valueLabel, List.of(names), values);
    }
}
