package dev.tern.kernel.jvm;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;

/**
 * The current user's folder for files that can be made again.
 *
 * @param environment the environment variables
 * @param osName the system's name, as the property os.name gives it
 * @param home the user's home folder
 */
record UserCache(Map<String, String> environment, String osName, Path home) {
    static UserCache ofSystem() {
        return new UserCache(System.getenv(), System.getProperty("os.name"), Path.of(System.getProperty("user.home")));
    }

    /** Where archives go when there is no writing beside the jars. */
    Path archives() {
        return base().resolve("tern").resolve("archives");
    }

    private Path base() {
        String system = osName.toLowerCase(Locale.ROOT);
        if (system.startsWith("windows")) {
            return given("LOCALAPPDATA", home.resolve("AppData").resolve("Local"));
        }
        if (system.startsWith("mac")) {
            return home.resolve("Library").resolve("Caches");
        }
        return given("XDG_CACHE_HOME", home.resolve(".cache"));
    }

    private Path given(String variable, Path otherwise) {
        String value = environment.get(variable);
        return value == null || value.isEmpty() ? otherwise : Path.of(value);
    }
}
