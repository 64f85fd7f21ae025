package dev.tern.kernel.jvm;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * Where no locale is chosen, as in most containers, C's own holds: under it Java cannot name a file {@code ä.txt}. A
 * process started from there gets UTF-8, as Python gives it to its own (PEP 538). Who chose C with LC_ALL keeps it.
 */
public final class UndecidedLocale {
    private UndecidedLocale() {}

    /** The variables that a process started from this one needs besides its environment, mostly none. */
    public static Map<String, String> remedy() {
        return remedy(Charset.forName(System.getProperty("sun.jnu.encoding")), System.getenv());
    }

    static Map<String, String> remedy(Charset names, Map<String, String> environment) {
        boolean undecided = names.equals(StandardCharsets.US_ASCII)
                && environment.getOrDefault("LC_ALL", "").isEmpty();
        return undecided ? Map.of("LC_CTYPE", "C.UTF-8") : Map.of();
    }
}
