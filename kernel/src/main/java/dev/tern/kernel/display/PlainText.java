package dev.tern.kernel.display;

import java.lang.reflect.Array;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The text of a value as Java writes it, but with the elements of arrays spelled out, everything bounded, and one line
 * in place of whatever the user's own code fails to say.
 */
final class PlainText {
    /** The width at which text of many elements is broken into lines. */
    static final int LINE = 100;

    private static final int MAXIMUM_ELEMENTS = 500;
    private static final int MAXIMUM_NESTED = 50;
    private static final int MAXIMUM_DEPTH = 8;
    private static final int EXCERPT = 200;

    private static final ClassValue<Boolean> SPEAKS_FOR_ITSELF = new ClassValue<>() {
        @Override
        protected Boolean computeValue(Class<?> type) {
            try {
                return Names.isOfSession(type.getMethod("toString").getDeclaringClass());
            } catch (NoSuchMethodException impossible) {
                return false;
            }
        }
    };

    private final StringBuilder text = new StringBuilder();
    private final Set<Object> above = Collections.newSetFromMap(new IdentityHashMap<>());
    private final int longest;
    private int lineStart;

    private PlainText(int longest) {
        this.longest = longest;
    }

    /** The text of any value, of at most some 20,000 characters. */
    static String of(@Nullable Object value) {
        if (value == null) {
            return "null";
        }
        if (!isSpelledOut(value)) {
            return Cut.text(own(value));
        }
        PlainText plain = new PlainText(Cut.MAXIMUM_CHARACTERS);
        plain.append(value, 0);
        return Cut.text(plain.text.toString());
    }

    /** The text of any value in one line of at most so many characters. */
    static String line(@Nullable Object value, int longest) {
        PlainText plain = new PlainText(4 * longest);
        plain.append(value, 1);
        return Cut.line(plain.text.toString(), longest);
    }

    /** Whether this is a collection or map whose class has no text of its own, as a class of a cell may have. */
    static boolean isSpelledOut(Object value) {
        return value.getClass().isArray()
                || (value instanceof Collection || value instanceof Map) && !SPEAKS_FOR_ITSELF.get(value.getClass());
    }

    /** What went wrong in the user's own code, in a few words. */
    static String failure(Throwable failed) {
        String message;
        try {
            message = failed.getMessage();
        } catch (RuntimeException | StackOverflowError broken) {
            message = null;
        }
        String name = Names.of(failed.getClass());
        return message == null || message.isEmpty() ? name : name + ": " + Cut.line(message, EXCERPT);
    }

    private static String own(Object value) {
        try {
            String words = value.toString();
            if (words == null) {
                return "null, as the toString() of " + Names.of(value.getClass()) + " says";
            }
            return value instanceof CharSequence ? words : Names.unwrapped(words);
        } catch (Exception | StackOverflowError | AssertionError | LinkageError failed) {
            return "(a " + Names.of(value.getClass()) + " whose toString() fails: " + failure(failed) + ")";
        }
    }

    private void append(@Nullable Object value, int depth) {
        if (value == null || !isSpelledOut(value)) {
            String words = value == null ? "null" : own(value);
            // One character too many tells Cut that there is more.
            text.append(words, 0, Math.min(words.length(), Math.max(0, longest + 1 - text.length())));
            return;
        }
        if (depth > MAXIMUM_DEPTH) {
            text.append("…");
            return;
        }
        if (!above.add(value)) {
            text.append("(this ").append(Names.of(value.getClass())).append(')');
            return;
        }
        try {
            if (value instanceof Map<?, ?> map) {
                elements('{', map.entrySet().iterator(), map.size(), '}', depth);
            } else if (value instanceof Collection<?> all) {
                elements('[', all.iterator(), all.size(), ']', depth);
            } else {
                elements('[', iterator(value), Array.getLength(value), ']', depth);
            }
        } catch (Exception | StackOverflowError | AssertionError failed) {
            text.append("(a ")
                    .append(Names.of(value.getClass()))
                    .append(" whose elements cannot be read: ")
                    .append(failure(failed))
                    .append(')');
        } finally {
            above.remove(value);
        }
    }

    private static Iterator<?> iterator(Object array) {
        return array instanceof Object[] objects
                ? Arrays.asList(objects).iterator()
                : IntStream.range(0, Array.getLength(array))
                        .mapToObj(i -> Array.get(array, i))
                        .iterator();
    }

    private void elements(char begin, Iterator<?> elements, int size, char end, int depth) {
        text.append(begin);
        int most = depth == 0 ? MAXIMUM_ELEMENTS : MAXIMUM_NESTED;
        for (int i = 0; elements.hasNext(); i++) {
            if (i > 0) {
                text.append(", ");
            }
            if (i == most || text.length() > longest) {
                text.append("… ").append(Cut.count(Math.max(1, size - i))).append(" more");
                break;
            }
            int start = text.length();
            Object element = elements.next();
            if (begin == '{' && element instanceof Map.Entry<?, ?> entry) {
                append(entry.getKey(), depth + 1);
                text.append('=');
                append(entry.getValue(), depth + 1);
            } else {
                append(element, depth + 1);
            }
            if (depth == 0) {
                breakLine(start);
            }
        }
        text.append(end);
    }

    /** Moves the element that begins here to a line of its own when it does not fit. */
    private void breakLine(int start) {
        if (text.length() - lineStart > LINE && start > lineStart + 1) {
            text.setCharAt(start - 1, '\n');
            text.insert(start, ' ');
            lineStart = start;
        }
    }
}
