package dev.tern.view;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Names of series at the right ends of their lines, moved apart where they would cover each other. */
final class EndLabels {

    private static final double LINE = 14;
    private static final int LONGEST = 28;

    private record Label(String text, String colour, double y) {}

    private final List<Label> labels = new ArrayList<>();

    static String shortened(String name) {
        return name.length() <= LONGEST ? name : name.substring(0, LONGEST - 1) + "…";
    }

    /** The pixels the names need beside the plot. */
    static double room(List<String> names) {
        return 22
                + names.stream()
                        .map(EndLabels::shortened)
                        .mapToDouble(Svg::widthOf)
                        .max()
                        .orElse(0);
    }

    void add(String name, String colour, double y) {
        labels.add(new Label(shortened(name), colour, y));
    }

    void draw(Plot plot) {
        labels.sort(Comparator.comparingDouble(Label::y));
        double[] at = labels.stream().mapToDouble(Label::y).toArray();
        double free = plot.top();
        for (int i = 0; i < at.length; i++) {
            at[i] = Math.max(at[i], free);
            free = at[i] + LINE;
        }
        double limit = plot.bottom();
        for (int i = at.length - 1; i >= 0; i--) {
            at[i] = Math.min(at[i], limit);
            limit = at[i] - LINE;
        }
        for (int i = 0; i < at.length; i++) {
            Label label = labels.get(i);
            plot.svg().bold(plot.right() + 8, at[i] + 4, Svg.Anchor.START, label.colour(), label.text());
        }
    }
}
