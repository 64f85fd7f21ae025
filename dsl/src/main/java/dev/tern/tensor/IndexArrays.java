package dev.tern.tensor;

import java.util.ArrayList;
import java.util.List;

/** Hands out int arrays of exact lengths and takes all back at once: for row numbers, what {@link Arena} is for values. */
final class IndexArrays {
    /** Arrays kept at most between steps: the lengths of texts change from batch to batch. */
    private static final int MOST = 256;

    private final List<int[]> free = new ArrayList<>();
    private final List<int[]> taken = new ArrayList<>();

    /** {@code n} ints, contents undefined. */
    int[] take(int n) {
        int[] found = null;
        for (int i = free.size() - 1; i >= 0 && found == null; i--) {
            if (free.get(i).length == n) {
                found = free.get(i);
                free.set(i, free.get(free.size() - 1));
                free.remove(free.size() - 1);
            }
        }
        int[] array = found == null ? new int[n] : found;
        taken.add(array);
        return array;
    }

    /** Takes every array back. */
    void clear() {
        for (int i = 0; i < taken.size(); i++) {
            free.add(taken.get(i));
        }
        taken.clear();
        if (free.size() > MOST) {
            free.subList(0, free.size() - MOST).clear();
        }
    }
}
