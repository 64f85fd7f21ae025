package dev.tern.artifacts;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/**
 * What to resolve: coordinates {@code group:artifact[:extension[:classifier]]:version}, what to leave out of their
 * dependencies, and where else to look. Immutable; every word returns a changed copy.
 *
 * @param coordinates the artifacts asked for
 * @param exclusions {@code group:artifact} left out wherever they turn up as a dependency; either part may be {@code *}
 * @param repositories asked after those of the user's settings
 */
public record Request(List<String> coordinates, List<String> exclusions, List<Repository> repositories) {

    /** A repository beyond those of the user's settings. The settings' mirrors and servers apply to it by its id. */
    public record Repository(String id, URI url) {}

    public Request {
        coordinates = List.copyOf(coordinates);
        exclusions = List.copyOf(exclusions);
        repositories = List.copyOf(repositories);
    }

    /** These artifacts with all their dependencies. */
    public static Request of(String... coordinates) {
        return new Request(List.of(coordinates), List.of(), List.of());
    }

    /** Leaves {@code group:artifact} out of the dependencies; {@code *} stands for any group or artifact. */
    public Request exclude(String groupAndArtifact) {
        return new Request(coordinates, append(exclusions, groupAndArtifact), repositories);
    }

    /** Also looks in the repository at {@code url}; {@code id} is the name that messages and the settings use. */
    public Request repository(String id, URI url) {
        return new Request(coordinates, exclusions, append(repositories, new Repository(id, url)));
    }

    private static <T> List<T> append(List<T> list, T last) {
        var longer = new ArrayList<>(list);
        longer.add(last);
        return longer;
    }
}
