package dev.tern.view;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * What quantized weights show of their quantizer: the codes that occur, from the lowest value to the highest, and for
 * each how many weights have it and where they came from and went.
 */
final class Levels {

    private static final class Level {
        long count;
        double sum;
        float smallest = Float.POSITIVE_INFINITY;
        float largest = Float.NEGATIVE_INFINITY;
        float lowest = Float.POSITIVE_INFINITY;
        float highest = Float.NEGATIVE_INFINITY;
    }

    private final byte[] codes;
    private final Level[] levels;
    private final int[] ranks = new int[256];
    private final long total;

    private Levels(byte[] codes, Level[] levels, long total) {
        this.codes = codes;
        this.levels = levels;
        this.total = total;
    }

    /** The levels of weights that became {@code quantized} by way of {@code codes}. */
    static Levels of(float[] weights, byte[] codes, float[] quantized) {
        if (weights.length != codes.length || weights.length != quantized.length) {
            throw new IllegalArgumentException(
                    "A histogram needs one code and one value for each weight, but there are " + weights.length
                            + " weights and " + codes.length + " codes with " + quantized.length + " values.");
        }
        Map<Byte, Level> found = new TreeMap<>();
        for (int i = 0; i < codes.length; i++) {
            Level level = found.computeIfAbsent(codes[i], code -> new Level());
            level.count++;
            level.sum += quantized[i];
            level.smallest = Math.min(level.smallest, quantized[i]);
            level.largest = Math.max(level.largest, quantized[i]);
            level.lowest = Math.min(level.lowest, weights[i]);
            level.highest = Math.max(level.highest, weights[i]);
        }
        byte[] order = new byte[found.size()];
        Level[] levels = new Level[found.size()];
        int rank = 0;
        for (var entry : found.entrySet()) {
            order[rank] = entry.getKey();
            levels[rank++] = entry.getValue();
        }
        Levels result = new Levels(order, levels, codes.length);
        for (int i = 0; i < order.length; i++) {
            result.ranks[order[i] & 0xff] = i;
        }
        return result;
    }

    int size() {
        return levels.length;
    }

    /** The place of a code among those that occur. */
    int rank(byte code) {
        return ranks[code & 0xff];
    }

    int code(int rank) {
        return codes[rank];
    }

    /** Whether each code stands for one value, as it does where there is one scale. */
    boolean areValues() {
        return Arrays.stream(levels).allMatch(level -> level.smallest == level.largest);
    }

    /** The value a code stands for, the mean where rows differ. */
    double value(int rank) {
        Level level = levels[rank];
        return level.smallest == level.largest ? level.smallest : level.sum / level.count;
    }

    /** The ranks in the order of their distance from zero. */
    int[] fromZero() {
        return IntStream.range(0, size())
                .boxed()
                .sorted(Comparator.comparingDouble(rank -> Math.abs(value(rank))))
                .mapToInt(Integer::intValue)
                .toArray();
    }

    double share(int rank) {
        return (double) levels[rank].count / total;
    }

    /**
     * Where weights of this code end and those of the next begin: halfway between the nearest two; NaN where they
     * overlap, as with a scale a row or a random choice.
     */
    double border(int rank) {
        float below = levels[rank].highest;
        float above = levels[rank + 1].lowest;
        return below <= above ? ((double) below + above) / 2 : Double.NaN;
    }

    /** The smallest border above zero; 0 where there is none. */
    double firstBorder() {
        double first = 0;
        for (int rank = size() - 2; rank >= 0; rank--) {
            double border = border(rank);
            first = border > 0 ? border : first;
        }
        return first;
    }

    /** The largest magnitude of a value. */
    double reach() {
        double reach = 0;
        for (int rank = 0; rank < size(); rank++) {
            reach = Math.max(reach, Math.abs(value(rank)));
        }
        return reach;
    }

    /** Whether the codes are no more than -1, 0 and 1. */
    boolean areSigns() {
        return codes[0] >= -1 && codes[size() - 1] <= 1;
    }

    /** What a code is called in a picture: its sign of alpha, or its number. */
    String name(int rank) {
        int code = code(rank);
        if (areSigns()) {
            return code == 0 ? "0" : code > 0 ? "+α" : "−α";
        }
        return (code > 0 ? "+" : "") + String.valueOf(code).replace('-', '−');
    }

    /** The colour of a code: grey for the value 0, and darker to both sides the farther away. */
    String colour(int rank) {
        return Shades.of(value(rank) / Math.max(reach(), Float.MIN_VALUE));
    }

    String shareText(int rank) {
        return String.format(Locale.ROOT, "%.1f\u00a0%%", 100 * share(rank));
    }

    /** One line: each code and its share, or how many there are. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        if (size() > 4) {
            text.append(size())
                    .append(" codes, ")
                    .append(name(0))
                    .append(" to ")
                    .append(name(size() - 1));
            int zero = rank((byte) 0);
            return text + (codes[zero] == 0 ? " · 0 " + shareText(zero) : "");
        }
        for (int rank = 0; rank < size(); rank++) {
            text.append(rank == 0 ? "" : " · ").append(name(rank)).append(' ').append(shareText(rank));
        }
        return text.toString();
    }
}
