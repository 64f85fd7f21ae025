package dev.tern.artifacts;

import java.nio.file.Path;
import java.util.List;

/**
 * What a request came to.
 *
 * @param libraries in class path order
 * @param conflicts where different versions of one library were asked for, in the order they turned up
 */
public record Resolution(List<Library> libraries, List<Conflict> conflicts) {

    /** One library and its file in the local repository. */
    public record Library(String group, String artifact, String version, Path file) {}

    /**
     * One version was taken instead of others: the one nearest to what was asked for, as Maven does.
     *
     * @param others the versions that lost, each once
     */
    public record Conflict(String group, String artifact, String chosen, List<String> others) {}

    public Resolution {
        libraries = List.copyOf(libraries);
        conflicts = List.copyOf(conflicts);
    }

    /** The files alone. */
    public List<Path> files() {
        return libraries.stream().map(Library::file).toList();
    }
}
