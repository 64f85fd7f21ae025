package dev.tern.kernel.language;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Names that a name may be a slip of: near it in the distance of Damerau and Levenshtein, whatever the case. */
final class Similar {
    private static final int MAXIMUM = 3;

    private Similar() {}

    /** The nearest of these names, nearest first; none when all are too far away to be meant. */
    static List<String> to(String name, Collection<String> names) {
        int reach = Math.max(1, name.length() / 3);
        return names.stream()
                .distinct()
                .filter(each -> Math.abs(each.length() - name.length()) <= reach && !each.equals(name))
                .filter(each -> distance(name, each) <= reach)
                .sorted(Comparator.comparingInt((String each) -> distance(name, each))
                        .thenComparing(each -> each))
                .limit(MAXIMUM)
                .toList();
    }

    /** How many letters must be changed, added, left out or swapped with their neighbour. */
    static int distance(String one, String other) {
        String a = one.toLowerCase(Locale.ROOT);
        String b = other.toLowerCase(Locale.ROOT);
        int[][] cost = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    cost[i][j] = i + j;
                    continue;
                }
                int changed = cost[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                cost[i][j] = Math.min(changed, 1 + Math.min(cost[i - 1][j], cost[i][j - 1]));
                boolean swapped =
                        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
                if (swapped) {
                    cost[i][j] = Math.min(cost[i][j], cost[i - 2][j - 2] + 1);
                }
            }
        }
        return cost[a.length()][b.length()];
    }
}
