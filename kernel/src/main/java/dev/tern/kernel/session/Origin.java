package dev.tern.kernel.session;

import java.util.Collections;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * Where a class of the compiler comes from.
 *
 * @param type its full name; the classes within it have the same lines
 * @param label what traces call its cell
 * @param firstLine the line of the cell at which its code begins, from 1
 * @param lines from lines of the class to lines of the cell, without those that the compiler's wrapping made up
 */
public record Origin(String type, String label, int firstLine, NavigableMap<Integer, Integer> lines) {
    public Origin {
        lines = Collections.unmodifiableNavigableMap(new TreeMap<>(lines));
    }
}
