package dev.tern.kernel.session;

import dev.tern.kernel.worker.Execution;
import java.util.BitSet;
import java.util.regex.Pattern;

/**
 * An expression whose value is only to be shown. To give it a variable of its own, JShell asks the compiler twice for its
 * type before it compiles it: a third of its work for {@code 1+1}. Any value fits a variable declared as an object, and
 * the next may have the same variable: a new name each time would stay in the compiler's table of names, and its class in
 * the worker, for as long as the session lasts.
 */
final class ShownOnly {
    private static final Pattern LITERAL = Pattern.compile("\"(?:[^\"\\\\\n]|\\\\.)*\"|'(?:[^'\\\\\n]|\\\\.)+'");
    private static final Pattern OTHER_THAN_EXPRESSION = Pattern.compile(
            "[;{}@#?\"']|->|::|//|/\\*|(?<![=!<>])=(?!=)|<<=|>>=|[\\w$]\\s+[\\w$]|^\\s*null\\s*$|\\)\\s*$");

    private final BitSet taken = new BitSet();

    /** The name of a variable for one expression, which no other has now; cells may run side by side. */
    synchronized String take() {
        int number = taken.nextClearBit(0);
        taken.set(number);
        return Execution.MADE_UP + number;
    }

    /** The variable is gone. */
    synchronized void giveBack(String name) {
        taken.clear(Integer.parseInt(name.substring(Execution.MADE_UP.length())));
    }

    /**
     * Whether this may well be such an expression. It is none when it assigns, whose value is not shown. What ends with
     * a call is left out, as the call may have no value, and what has another value where an object is wanted, as some
     * conditionals have. What is no expression after all does not compile as one.
     */
    static boolean mayBe(String source) {
        String code = LITERAL.matcher(source).replaceAll("0");
        return !OTHER_THAN_EXPRESSION.matcher(code).find();
    }

    /** The declaration of its variable, its lines where they were. */
    static String declaration(String name, String source) {
        return "Object " + name + " = " + source + ";";
    }
}
