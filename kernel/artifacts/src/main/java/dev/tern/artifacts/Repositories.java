package dev.tern.artifacts;

import java.util.ArrayList;
import java.util.List;
import org.apache.maven.model.Activation;
import org.apache.maven.model.ActivationFile;
import org.apache.maven.model.ActivationOS;
import org.apache.maven.model.ActivationProperty;
import org.apache.maven.model.Model;
import org.apache.maven.model.Profile;
import org.apache.maven.model.building.DefaultModelBuilderFactory;
import org.apache.maven.model.profile.DefaultProfileActivationContext;
import org.apache.maven.repository.internal.ArtifactDescriptorUtils;
import org.eclipse.aether.repository.RemoteRepository;
import org.eclipse.aether.repository.RepositoryPolicy;
import org.jspecify.annotations.Nullable;

/** Where to look, in Maven's order: the active profiles of the settings, Maven's own super POM, then the request. */
final class Repositories {

    private Repositories() {}

    /** Before mirrors, proxies and credentials are applied; an id that comes again is left out. */
    static List<RemoteRepository> of(MavenSettings maven, Request request) {
        var found = new ArrayList<RemoteRepository>();
        for (var profile : activeProfiles(maven)) {
            for (var repository : profile.getRepositories()) {
                addNew(found, fromSettings(repository));
            }
        }
        for (var repository : new Parts().superPom().getRepositories()) {
            addNew(found, ArtifactDescriptorUtils.toRemoteRepository(repository));
        }
        for (var repository : request.repositories()) {
            addNew(
                    found,
                    new RemoteRepository.Builder(
                                    repository.id(), "default", repository.url().toString())
                            .build());
        }
        return found;
    }

    private static void addNew(List<RemoteRepository> found, RemoteRepository repository) {
        if (found.stream().noneMatch(other -> other.getId().equals(repository.getId()))) {
            found.add(repository);
        }
    }

    private static List<org.apache.maven.settings.Profile> activeProfiles(MavenSettings maven) {
        var settings = maven.settings();
        var context = new DefaultProfileActivationContext();
        context.setActiveProfileIds(settings.getActiveProfiles());
        context.setSystemProperties(maven.properties());
        var profiles =
                settings.getProfiles().stream().map(Repositories::toModel).toList();
        var active = new Parts()
                .newProfileSelector().getActiveProfiles(profiles, context, problem -> {}).stream()
                        .map(Profile::getId)
                        .toList();
        return settings.getProfiles().stream()
                .filter(profile -> active.contains(profile.getId()))
                .toList();
    }

    /** The part of a settings profile that decides whether it is active. */
    private static Profile toModel(org.apache.maven.settings.Profile profile) {
        var model = new Profile();
        model.setId(profile.getId());
        var from = profile.getActivation();
        if (from == null) {
            return model;
        }
        var to = new Activation();
        to.setActiveByDefault(from.isActiveByDefault());
        to.setJdk(from.getJdk());
        if (from.getOs() != null) {
            var os = new ActivationOS();
            os.setName(from.getOs().getName());
            os.setFamily(from.getOs().getFamily());
            os.setArch(from.getOs().getArch());
            os.setVersion(from.getOs().getVersion());
            to.setOs(os);
        }
        if (from.getProperty() != null) {
            var property = new ActivationProperty();
            property.setName(from.getProperty().getName());
            property.setValue(from.getProperty().getValue());
            to.setProperty(property);
        }
        if (from.getFile() != null) {
            var file = new ActivationFile();
            file.setExists(from.getFile().getExists());
            file.setMissing(from.getFile().getMissing());
            to.setFile(file);
        }
        model.setActivation(to);
        return model;
    }

    private static RemoteRepository fromSettings(org.apache.maven.settings.Repository repository) {
        return new RemoteRepository.Builder(repository.getId(), repository.getLayout(), repository.getUrl())
                .setReleasePolicy(policy(repository.getReleases()))
                .setSnapshotPolicy(policy(repository.getSnapshots()))
                .build();
    }

    private static RepositoryPolicy policy(org.apache.maven.settings.@Nullable RepositoryPolicy from) {
        if (from == null) {
            return new RepositoryPolicy();
        }
        var update = from.getUpdatePolicy() == null ? RepositoryPolicy.UPDATE_POLICY_DAILY : from.getUpdatePolicy();
        return new RepositoryPolicy(from.isEnabled(), update, RepositoryPolicy.CHECKSUM_POLICY_FAIL);
    }

    /** Opens the two parts of Maven's model builder that are needed here. */
    private static final class Parts extends DefaultModelBuilderFactory {

        Model superPom() {
            return newSuperPomProvider().getSuperModel("4.0.0");
        }

        @Override
        protected org.apache.maven.model.profile.ProfileSelector newProfileSelector() {
            return super.newProfileSelector();
        }
    }
}
