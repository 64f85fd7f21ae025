package dev.tern.kernel.display;

import java.util.regex.Pattern;

/** Names of classes as the user wrote them: JShell puts what a cell declares inside classes of its own. */
final class Names {
    private static final String SESSION = "REPL.";
    private static final Pattern WRAPPER = Pattern.compile("REPL\\.\\$JShell\\$[0-9]+[A-Z]*(\\$|\\.|$)");

    private Names() {}

    /** The short name, such as {@code Point}, {@code int[]} or {@code Outer.Inner}. */
    static String of(Class<?> type) {
        if (type.isArray()) {
            return of(type.getComponentType()) + "[]";
        }
        String name = type.getName();
        String prefix = type.getPackageName() + ".";
        String own = isOfSession(type) || !name.startsWith(prefix) ? unwrapped(name) : name.substring(prefix.length());
        return own.replace('$', '.');
    }

    /** The full name, such as {@code java.util.NoSuchElementException}; what a cell declares has no package. */
    static String full(Class<?> type) {
        return isOfSession(type) ? of(type) : type.getName();
    }

    /** Whether a cell declares the class. */
    static boolean isOfSession(Class<?> type) {
        return isOfSession(type.getName());
    }

    /** As above, of the class of this name. */
    static boolean isOfSession(String className) {
        return className.startsWith(SESSION);
    }

    /** Text with JShell's wrappers taken out of the class names in it. */
    static String unwrapped(String text) {
        return text.contains("REPL.$JShell$") ? WRAPPER.matcher(text).replaceAll("") : text;
    }
}
