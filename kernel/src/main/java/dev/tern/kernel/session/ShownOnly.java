package dev.tern.kernel.session;

import dev.tern.kernel.worker.Execution;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;

/**
 * An expression whose value is only to be shown. To give it a variable of its own, JShell asks the compiler twice for its
 * type before it compiles it: two fifths of the time that {@code 1+1} takes. Any value fits a variable declared as an
 * object.
 */
final class ShownOnly {
    private static final Pattern LITERAL = Pattern.compile("\"(?:[^\"\\\\\n]|\\\\.)*\"|'(?:[^'\\\\\n]|\\\\.)+'");
    private static final Pattern OTHER_THAN_EXPRESSION = Pattern.compile(
            "[;{}@#?\"']|->|::|//|/\\*|(?<![=!<>])=(?!=)|<<=|>>=|[\\w$]\\s+[\\w$]|^\\s*null\\s*$|\\)\\s*$");

    // Cells may run side by side.
    private static final AtomicInteger COUNT = new AtomicInteger();

    private ShownOnly() {}

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
    static String declaration(String source) {
        return "Object " + Execution.MADE_UP + "shown" + COUNT.incrementAndGet() + " = " + source + ";";
    }
}
