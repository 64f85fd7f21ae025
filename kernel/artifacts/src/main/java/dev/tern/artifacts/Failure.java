package dev.tern.artifacts;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.eclipse.aether.RepositoryException;
import org.eclipse.aether.repository.RemoteRepository;
import org.eclipse.aether.resolution.ArtifactResolutionException;
import org.eclipse.aether.resolution.ArtifactResult;
import org.eclipse.aether.transfer.ArtifactNotFoundException;
import org.eclipse.aether.transfer.ArtifactTransferException;
import org.eclipse.aether.transfer.ChecksumFailureException;
import org.eclipse.aether.transfer.RepositoryOfflineException;
import org.jspecify.annotations.Nullable;

/** Says in one message why a resolution failed: what was looked for, where, and what to do now. */
record Failure(MavenSettings maven, List<RemoteRepository> repositories, List<String> coordinates) {

    ArtifactException explain(RepositoryException failure) {
        var message = new StringBuilder();
        var results = missing(failure);
        for (var result : results) {
            message.append(explain(result)).append('\n');
        }
        if (results.isEmpty()) {
            message.append("Cannot resolve ")
                    .append(String.join(", ", coordinates))
                    .append(": ");
            message.append(rootOf(failure).getMessage());
        }
        return new ArtifactException(message.toString().strip(), failure);
    }

    /** The files that could not be had, wherever in the chain of causes they are told. */
    private static List<ArtifactResult> missing(RepositoryException failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof ArtifactResolutionException resolution) {
                return resolution.getResults().stream()
                        .filter(result -> !result.isResolved())
                        .toList();
            }
        }
        return List.of();
    }

    private String explain(ArtifactResult result) {
        var artifact = result.getRequest().getArtifact().toString();
        var causes = new ArrayList<Throwable>(result.getExceptions());
        var damaged = first(causes, ChecksumFailureException.class);
        if (damaged != null) {
            return artifact + " did not pass its checksum in " + where(causes) + " and was not kept: "
                    + damaged.getMessage() + ". Try again; if it stays so, that repository holds a damaged file.";
        }
        if (maven.settings().isOffline() || first(causes, RepositoryOfflineException.class) != null) {
            return artifact + " is not in the local repository " + maven.localRepository()
                    + ", and Maven is set to offline, so " + ids() + " could not be asked. Remove <offline> from "
                    + maven.userFile() + " and try again.";
        }
        var broken = causes.stream()
                .filter(c -> c instanceof ArtifactTransferException && !(c instanceof ArtifactNotFoundException))
                .findFirst();
        if (broken.isPresent()) {
            var root = rootOf(broken.get());
            return artifact + " could not be downloaded from " + where(causes) + ": "
                    + root.getClass().getSimpleName() + ": " + root.getMessage()
                    + ". Check the connection (a proxy or a mirror belongs in " + maven.userFile() + ") and try again.";
        }
        return "There is no " + artifact + " in " + ids() + ", nor in the local repository " + maven.localRepository()
                + ". Check group, artifact and version; if it lies elsewhere, add that repository.";
    }

    private String ids() {
        return repositories.stream().map(RemoteRepository::getId).collect(Collectors.joining(", "));
    }

    /** The repositories these exceptions come from. */
    private String where(List<Throwable> causes) {
        var found = causes.stream()
                .filter(ArtifactTransferException.class::isInstance)
                .map(c -> ((ArtifactTransferException) c).getRepository())
                .filter(Objects::nonNull)
                .map(RemoteRepository::getId)
                .distinct()
                .collect(Collectors.joining(", "));
        return found.isEmpty() ? ids() : found;
    }

    private static <T extends Throwable> @Nullable T first(List<Throwable> causes, Class<T> type) {
        for (var start : causes) {
            for (Throwable cause = start; cause != null; cause = cause.getCause()) {
                if (type.isInstance(cause)) {
                    return type.cast(cause);
                }
            }
        }
        return null;
    }

    private static Throwable rootOf(Throwable failure) {
        var root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root;
    }
}
