package dev.tern.kernel.jvm;

import java.util.List;

/**
 * What the two JVMs of a kernel are started with, each as {@code java -cp} takes it. The front needs few of the jars:
 * whatever is on none of them it looks for in all it has, and each jar that it opens for that takes time and memory.
 *
 * @param front the jars that the front's own classes are in
 * @param cells what cells see, and so the worker and the compiler; those of the front are among them
 */
public record ClassPaths(String front, String cells) {
    /** The property that tells a front what cells see, where that is more than its own class path. */
    public static final String PROPERTY = "tern.classpath";

    /** One class path for both. */
    public static ClassPaths both(String classPath) {
        return new ClassPaths(classPath, classPath);
    }

    /** The class path of one of the two. */
    String of(Role role) {
        return role == Role.FRONT ? front : cells;
    }

    /** The arguments of a front, before its main class. */
    public List<String> arguments() {
        return front.equals(cells) ? List.of("-cp", front) : List.of("-D" + PROPERTY + "=" + cells, "-cp", front);
    }
}
