package dev.tern.view;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A few numbers and what quantizing makes of them: a row before, a row of codes in the colours of charts, a row after. */
public final class CodeStrip {

    private static final String CELL = "text-align:center;padding:3px 8px;min-width:3.6em;border:none;";

    private final float[] before;
    private final byte[] codes;
    private final float[] after;
    private final Levels levels;

    private CodeStrip(float[] before, byte[] codes, float[] after) {
        this.before = before;
        this.codes = codes;
        this.after = after;
        this.levels = Levels.of(before, codes, after);
    }

    /** Numbers, the code of each, and the value of each code; as many of each. */
    public static CodeStrip of(float[] before, byte[] codes, float[] after) {
        return new CodeStrip(before.clone(), codes.clone(), after.clone());
    }

    private static List<String> numbers(float[] values) {
        List<String> texts = new ArrayList<>();
        for (float value : values) {
            String text = String.format(Locale.ROOT, "%.3f", value).replaceFirst("\\.?0+$", "");
            texts.add(text.equals("-0") ? "0" : text.replace('-', '−'));
        }
        return texts;
    }

    private List<String> codeNames() {
        List<String> names = new ArrayList<>();
        for (byte code : codes) {
            names.add((code > 0 ? "+" : "") + String.valueOf(code).replace('-', '−'));
        }
        return names;
    }

    /** The strip for a notebook. */
    public String toHtml() {
        StringBuilder out =
                new StringBuilder("<table style=\"").append(Style.TABLE).append("\"><tbody>");
        row(out, "before", numbers(before), false);
        row(out, "code", codeNames(), true);
        row(out, "after", numbers(after), false);
        return out.append("</tbody></table>").toString();
    }

    private void row(StringBuilder out, String name, List<String> cells, boolean coloured) {
        out.append("<tr style=\"background:none\"><td style=\"")
                .append(Style.NAME)
                .append("\">");
        out.append(name).append("</td>");
        for (int i = 0; i < cells.size(); i++) {
            out.append("<td style=\"").append(CELL);
            if (coloured) {
                String ground = levels.colour(levels.rank(codes[i]));
                out.append("border:2px solid transparent;background-clip:padding-box;border-radius:5px;color:")
                        .append(Shades.isDark(ground) ? "#fff" : Svg.INK)
                        .append(";background-color:")
                        .append(ground);
            }
            out.append("\">").append(cells.get(i)).append("</td>");
        }
        out.append("</tr>");
    }

    /** The strip for a terminal. */
    @Override
    public String toString() {
        StringBuilder out = new StringBuilder();
        List<List<String>> rows = List.of(numbers(before), codeNames(), numbers(after));
        List<String> names = List.of("before", "code", "after");
        for (int row = 0; row < rows.size(); row++) {
            out.append(row == 0 ? "" : "\n").append(TextGrid.padRight(names.get(row), 6));
            rows.get(row).forEach(cell -> out.append(TextGrid.padLeft(cell, 9)));
        }
        return out.toString();
    }
}
