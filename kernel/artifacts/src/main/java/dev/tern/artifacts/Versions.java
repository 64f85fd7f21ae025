package dev.tern.artifacts;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.eclipse.aether.artifact.Artifact;
import org.eclipse.aether.graph.DependencyNode;
import org.eclipse.aether.util.graph.transformer.ConflictResolver;
import org.eclipse.aether.util.graph.visitor.PreorderNodeListGenerator;

/** Reads from a graph of dependencies which versions lost against others. */
final class Versions {

    private Versions() {}

    /** Whether another node stands for this one. */
    static boolean isLoser(DependencyNode node) {
        return node.getData().containsKey(ConflictResolver.NODE_DATA_WINNER);
    }

    /** The conflicts between different versions; one between equal ones is none. */
    static List<Resolution.Conflict> conflicts(DependencyNode root) {
        var nodes = new PreorderNodeListGenerator();
        root.accept(nodes);
        var lost = new LinkedHashMap<Artifact, Set<String>>();
        for (var node : nodes.getNodes()) {
            if (node.getData().get(ConflictResolver.NODE_DATA_WINNER) instanceof DependencyNode winner) {
                var version = node.getArtifact().getVersion();
                if (!version.equals(winner.getArtifact().getVersion())) {
                    lost.computeIfAbsent(winner.getArtifact(), any -> new LinkedHashSet<>())
                            .add(version);
                }
            }
        }
        var conflicts = new ArrayList<Resolution.Conflict>();
        lost.forEach((winner, others) -> conflicts.add(new Resolution.Conflict(
                winner.getGroupId(), winner.getArtifactId(), winner.getVersion(), List.copyOf(others))));
        return conflicts;
    }
}
