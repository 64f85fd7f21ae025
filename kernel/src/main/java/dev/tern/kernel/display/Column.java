package dev.tern.kernel.display;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One column of a table that shows values.
 *
 * @param role what the column is for
 * @param heading stands above it
 * @param values one for each row that is shown
 */
record Column(Role role, String heading, List<@Nullable Object> values) {
    /** The value of a row that has none here. */
    static final Object ABSENT = new Object();

    /** What a column is for. */
    enum Role {
        /** Tells rows apart; steps back behind the values. */
        INDEX,
        /** Holds what is of interest. */
        VALUES
    }

    static Column index(String heading, List<@Nullable Object> values) {
        return new Column(Role.INDEX, heading, values);
    }

    static Column values(String heading, List<@Nullable Object> values) {
        return new Column(Role.VALUES, heading, values);
    }

    /** Whether its values are numbers, which stand to the right. */
    boolean isNumeric() {
        boolean found = false;
        for (Object value : values) {
            if (value instanceof Number) {
                found = true;
            } else if (value != null && value != ABSENT) {
                return false;
            }
        }
        return found;
    }

    /** The values as text of at most so many characters each. */
    List<String> texts(int longest) {
        Decimals decimals = Decimals.of(values);
        return values.stream()
                .map(value -> value == ABSENT
                        ? ""
                        : value instanceof Number number
                                ? Cut.line(decimals.text(number), longest)
                                : PlainText.line(value, longest))
                .toList();
    }
}
