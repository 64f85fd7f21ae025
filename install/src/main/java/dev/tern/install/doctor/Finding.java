package dev.tern.install.doctor;

/**
 * One line of the doctor's report.
 *
 * @param level how it stands
 * @param what the thing looked at
 * @param found what was found
 * @param advice what to type when it is missing; empty when nothing is to be done
 */
public record Finding(Level level, String what, String found, String advice) {
    /** How a thing stands. */
    public enum Level {
        /** Found. */
        OK("ok"),
        /** Not found, and Tern works without it. */
        NOTE("note"),
        /** Not found, and Tern needs it. */
        MISSING("MISSING");

        private final String word;

        Level(String word) {
            this.word = word;
        }
    }

    static Finding ok(String what, String found) {
        return new Finding(Level.OK, what, found, "");
    }

    static Finding note(String what, String found, String advice) {
        return new Finding(Level.NOTE, what, found, advice);
    }

    static Finding missing(String what, String found, String advice) {
        return new Finding(Level.MISSING, what, found, advice);
    }

    @Override
    public String toString() {
        String line = String.format("%-8s %-18s %s", level.word, what, found);
        return advice.isEmpty() ? line : line + System.lineSeparator() + " ".repeat(28) + "-> " + advice;
    }
}
