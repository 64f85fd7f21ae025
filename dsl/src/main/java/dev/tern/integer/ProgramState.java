package dev.tern.integer;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Everything an integer program consists of, as named arrays of whole numbers: packed codes, multipliers and shifts,
 * biases, measures. Who stores these arrays has stored the program.
 */
final class ProgramState {
    private final Map<String, int[]> numbers;
    private final Map<String, byte[]> bytes;

    private ProgramState(Map<String, int[]> numbers, Map<String, byte[]> bytes) {
        this.numbers = numbers;
        this.bytes = bytes;
    }

    /** Nothing yet; {@link #put} adds to it. */
    static ProgramState empty() {
        return new ProgramState(new LinkedHashMap<>(), new LinkedHashMap<>());
    }

    /** Adds numbers. */
    ProgramState put(String name, int... values) {
        numbers.put(name, values);
        return this;
    }

    /** Adds bytes. */
    ProgramState put(String name, byte[] values) {
        bytes.put(name, values);
        return this;
    }

    boolean has(String name) {
        return numbers.containsKey(name) || bytes.containsKey(name);
    }

    /** The numbers of this name, at least so many. */
    int[] numbers(String name, int least) {
        int[] found = numbers.get(name);
        if (found == null || found.length < least) {
            throw new IllegalArgumentException("The integer program lacks " + name + ": "
                    + (found == null ? "there is no such array" : "it holds " + found.length + " numbers, not " + least)
                    + ". Make it again with student.integer().");
        }
        return found;
    }

    /** The bytes of this name. */
    byte[] bytes(String name) {
        byte[] found = bytes.get(name);
        if (found == null) {
            throw new IllegalArgumentException(
                    "The integer program lacks " + name + ". Make it again with student.integer().");
        }
        return found;
    }

    /** All numbers by name, in the order they were added. */
    Map<String, int[]> allNumbers() {
        return Collections.unmodifiableMap(numbers);
    }

    /** All bytes by name, in the order they were added. */
    Map<String, byte[]> allBytes() {
        return Collections.unmodifiableMap(bytes);
    }
}
