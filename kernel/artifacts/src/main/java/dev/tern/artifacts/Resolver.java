package dev.tern.artifacts;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.aether.RepositorySystem;
import org.eclipse.aether.RepositorySystemSession;
import org.eclipse.aether.artifact.Artifact;
import org.eclipse.aether.artifact.DefaultArtifact;
import org.eclipse.aether.collection.CollectRequest;
import org.eclipse.aether.graph.Dependency;
import org.eclipse.aether.graph.Exclusion;
import org.eclipse.aether.repository.RemoteRepository;
import org.eclipse.aether.resolution.ArtifactRequest;
import org.eclipse.aether.resolution.ArtifactResolutionException;
import org.eclipse.aether.resolution.ArtifactResult;
import org.eclipse.aether.resolution.DependencyRequest;
import org.eclipse.aether.resolution.DependencyResolutionException;
import org.eclipse.aether.supplier.RepositorySystemSupplier;
import org.eclipse.aether.util.artifact.JavaScopes;
import org.eclipse.aether.util.filter.DependencyFilterUtils;

/** Resolves under given settings; {@link Artifacts} does so under the user's. */
final class Resolver {

    private final MavenSettings maven;
    private final RepositorySystem system = new RepositorySystemSupplier().get();

    Resolver(MavenSettings maven) {
        this.maven = maven;
    }

    Resolution resolve(Request request, Progress progress) {
        var roots = new ArrayList<Dependency>();
        for (var coordinates : request.coordinates()) {
            roots.add(new Dependency(artifact(coordinates), JavaScopes.RUNTIME, false, exclusions(request)));
        }
        if (roots.isEmpty()) {
            return new Resolution(List.of(), List.of());
        }
        var session = Sessions.open(system, maven, progress);
        var repositories = repositories(session, request);
        var collect = new CollectRequest(roots, List.of(), repositories);
        try {
            var runtime = DependencyFilterUtils.classpathFilter(JavaScopes.RUNTIME);
            var winners = DependencyFilterUtils.andFilter(runtime, (node, parents) -> !Versions.isLoser(node));
            var result = system.resolveDependencies(session, new DependencyRequest(collect, winners));
            return new Resolution(
                    result.getArtifactResults().stream().map(Resolver::library).toList(),
                    Versions.conflicts(result.getRoot()));
        } catch (DependencyResolutionException e) {
            throw new Failure(maven, repositories, request.coordinates()).explain(e);
        }
    }

    Path resolveOnly(String coordinates, Progress progress) {
        var session = Sessions.open(system, maven, progress);
        var repositories = repositories(session, Request.of(coordinates));
        try {
            return file(
                    system.resolveArtifact(session, new ArtifactRequest(artifact(coordinates), repositories, null)));
        } catch (ArtifactResolutionException e) {
            throw new Failure(maven, repositories, List.of(coordinates)).explain(e);
        }
    }

    private List<RemoteRepository> repositories(RepositorySystemSession session, Request request) {
        return system.newResolutionRepositories(session, Repositories.of(maven, request));
    }

    private static Resolution.Library library(ArtifactResult result) {
        var artifact = result.getArtifact();
        return new Resolution.Library(
                artifact.getGroupId(), artifact.getArtifactId(), artifact.getVersion(), file(result));
    }

    private static Path file(ArtifactResult result) {
        return result.getArtifact().getFile().toPath();
    }

    private static Artifact artifact(String coordinates) {
        try {
            return new DefaultArtifact(coordinates.strip());
        } catch (IllegalArgumentException e) {
            throw new ArtifactException(
                    "\"" + coordinates + "\" are no Maven coordinates. Type group:artifact:version,"
                            + " or group:artifact:extension:classifier:version.",
                    e);
        }
    }

    private static List<Exclusion> exclusions(Request request) {
        return request.exclusions().stream().map(Resolver::exclusion).toList();
    }

    private static Exclusion exclusion(String groupAndArtifact) {
        var parts = groupAndArtifact.strip().split(":", -1);
        if (parts.length != 2 || parts[0].isBlank() || parts[1].isBlank()) {
            throw new ArtifactException(
                    "\"" + groupAndArtifact + "\" cannot be excluded. Type group:artifact; either may be *.");
        }
        return new Exclusion(parts[0], parts[1], "*", "*");
    }
}
