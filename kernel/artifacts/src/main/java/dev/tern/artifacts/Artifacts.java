package dev.tern.artifacts;

import java.nio.file.Path;
import java.util.List;

/** Finds jars by their Maven coordinates: in the local repository, or else in the repositories of the user's settings. */
public final class Artifacts {

    private Artifacts() {}

    /**
     * The jars of these coordinates and of everything they depend on at run time.
     *
     * @param coordinates {@code group:artifact[:extension[:classifier]]:version}
     * @return files in the local repository, in class path order
     * @throws ArtifactException if one cannot be had
     */
    public static List<Path> resolve(List<String> coordinates, Progress progress) {
        return resolve(new Request(coordinates, List.of(), List.of()), progress).files();
    }

    /** As {@link #resolve(List, Progress)}, with exclusions and further repositories; also says which versions lost. */
    public static Resolution resolve(Request request, Progress progress) {
        return new Resolver(MavenSettings.ofUser()).resolve(request, progress);
    }

    /**
     * The one file of these coordinates, without what it depends on.
     *
     * @throws ArtifactException if it cannot be had
     */
    public static Path resolveOnly(String coordinates, Progress progress) {
        return new Resolver(MavenSettings.ofUser()).resolveOnly(coordinates, progress);
    }
}
