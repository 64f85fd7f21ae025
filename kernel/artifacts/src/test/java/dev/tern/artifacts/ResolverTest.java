package dev.tern.artifacts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against a repository in a folder, which stands as the mirror of every other: no test here touches the network. */
class ResolverTest {

    @TempDir
    Path folder;

    private FileRepository repository;
    private Path local;

    @BeforeEach
    void prepare() throws IOException {
        repository = new FileRepository(Files.createDirectory(folder.resolve("remote")));
        local = folder.resolve("local");
    }

    private Resolver resolver(String... settings) throws IOException {
        var mirror = "<mirrors><mirror><id>here</id><mirrorOf>*</mirrorOf><url>" + repository.url()
                + "</url></mirror></mirrors>";
        return resolverWith(mirror + String.join("", settings));
    }

    private Resolver resolverWith(String settings) throws IOException {
        return new Resolver(read(settings, new Properties()));
    }

    private MavenSettings read(String settings, Properties properties) throws IOException {
        var file = folder.resolve("settings.xml");
        Files.writeString(
                file, "<settings><localRepository>" + local + "</localRepository>" + settings + "</settings>");
        properties.setProperty("user.home", folder.toString());
        return MavenSettings.read(file, Optional.empty(), properties);
    }

    private static List<String> names(List<Path> files) {
        return files.stream().map(file -> file.getFileName().toString()).toList();
    }

    @Test
    void resolvesWithEverythingItDependsOnInClassPathOrder() throws IOException {
        repository.add("top", "middle");
        repository.add("middle", "bottom");
        repository.add("bottom");
        var files = resolver()
                .resolve(Request.of("example:top:1.0"), Progress.silent())
                .files();
        assertThat(names(files)).containsExactly("top-1.0.jar", "middle-1.0.jar", "bottom-1.0.jar");
        assertThat(files).allSatisfy(file -> assertThat(file).startsWith(local).exists());
    }

    @Test
    void leavesOutWhatIsExcludedAtAnyDepth() throws IOException {
        repository.add("top", "middle");
        repository.add("middle", "bottom");
        repository.add("bottom");
        var request = Request.of("example:top:1.0").exclude("*:bottom");
        assertThat(names(resolver().resolve(request, Progress.silent()).files()))
                .containsExactly("top-1.0.jar", "middle-1.0.jar");
    }

    @Test
    void saysWhichVersionsLost() throws IOException {
        repository.add("top", "middle", "bottom:2.0");
        repository.add("middle", "bottom");
        repository.add("bottom");
        repository.add("bottom:2.0");
        var resolution = resolver().resolve(Request.of("example:top:1.0"), Progress.silent());
        assertThat(names(resolution.files())).containsExactly("top-1.0.jar", "middle-1.0.jar", "bottom-2.0.jar");
        assertThat(resolution.conflicts())
                .containsExactly(new Resolution.Conflict("example", "bottom", "2.0", List.of("1.0")));
        assertThat(resolver()
                        .resolve(Request.of("example:middle:1.0"), Progress.silent())
                        .conflicts())
                .isEmpty();
    }

    @Test
    void aDownloadThatIsCancelledLeavesNothing() throws IOException {
        repository.add("top");
        assertThatThrownBy(() -> resolver().resolve(Request.of("example:top:1.0"), (file, done, total) -> {
                    throw new CancellationException();
                }))
                .isInstanceOf(ArtifactException.class);
        try (var files = Files.walk(local)) {
            assertThat(files.filter(Files::isRegularFile)
                            .map(file -> file.getFileName().toString())
                            .filter(name -> !name.endsWith(".lastUpdated") && !name.endsWith(".properties")))
                    .isEmpty();
        }
        assertThat(resolver()
                        .resolve(Request.of("example:top:1.0"), Progress.silent())
                        .files())
                .hasSize(1);
    }

    @Test
    void resolvesOneFileWithoutItsDependencies() throws IOException {
        var original = repository.add("top", "nowhere");
        var file = resolver().resolveOnly("example:top:1.0", Progress.silent());
        assertThat(file).hasSameBinaryContentAs(original);
    }

    @Test
    void looksInTheRepositoriesOfTheRequest() throws IOException {
        repository.add("top");
        var request = Request.of("example:top:1.0").repository("mine", repository.url());
        var offlineForOthers = "<mirrors><mirror><id>empty</id><mirrorOf>*,!mine</mirrorOf><url>"
                + Files.createDirectory(folder.resolve("empty")).toUri() + "</url></mirror></mirrors>";
        assertThat(names(resolverWith(offlineForOthers)
                        .resolve(request, Progress.silent())
                        .files()))
                .containsExactly("top-1.0.jar");
    }

    @Test
    void looksInTheRepositoriesOfActiveProfilesOnly() throws IOException {
        repository.add("top");
        var rest = "<mirrors><mirror><id>empty</id><mirrorOf>*,!team</mirrorOf><url>"
                + Files.createDirectory(folder.resolve("empty")).toUri() + "</url></mirror></mirrors>";
        var profile = "<profiles><profile><id>work</id><repositories><repository><id>team</id><url>" + repository.url()
                + "</url></repository></repositories></profile></profiles>";
        assertThatThrownBy(() -> resolverWith(rest + profile).resolveOnly("example:top:1.0", Progress.silent()))
                .isInstanceOf(ArtifactException.class);
        var active = "<activeProfiles><activeProfile>work</activeProfile></activeProfiles>";
        assertThat(resolverWith(rest + profile + active).resolveOnly("example:top:1.0", Progress.silent()))
                .exists();
        var byProperty = profile.replace(
                "</id><repositories>",
                "</id><activation><property><name>at.work</name></property></activation><repositories>");
        var properties = new Properties();
        properties.setProperty("at.work", "yes");
        assertThat(new Resolver(read(rest + byProperty, properties)).resolveOnly("example:top:1.0", Progress.silent()))
                .exists();
    }

    @Test
    void tellsProgressUpToTheWholeFile() throws IOException {
        var size = Files.size(repository.add("top"));
        Map<String, Long> done = new ConcurrentHashMap<>();
        Map<String, Long> total = new ConcurrentHashMap<>();
        resolver().resolveOnly("example:top:1.0", (file, bytes, all) -> {
            assertThat(bytes).isGreaterThanOrEqualTo(done.getOrDefault(file, 0L));
            done.put(file, bytes);
            total.put(file, all);
        });
        assertThat(done).containsEntry("top-1.0.jar", size);
        assertThat(total).containsEntry("top-1.0.jar", size);
    }

    @Test
    void downloadsOnceThenServesFromTheLocalRepositoryEvenOffline() throws IOException {
        repository.add("top");
        var first = resolver().resolveOnly("example:top:1.0", Progress.silent());
        var again = resolver("<offline>true</offline>").resolveOnly("example:top:1.0", (file, done, total) -> {
            throw new AssertionError("downloaded " + file + " again");
        });
        assertThat(again).isEqualTo(first);
    }

    @Test
    void refusesAFileThatDoesNotPassItsChecksumAndKeepsNothingOfIt() throws IOException {
        var jar = repository.add("top");
        Files.writeString(jar, "something else");
        assertThatThrownBy(() -> resolver().resolveOnly("example:top:1.0", Progress.silent()))
                .isInstanceOf(ArtifactException.class)
                .hasMessageContaining("example:top:jar:1.0")
                .hasMessageContaining("checksum")
                .hasMessageContaining("here");
        assertThat(local.resolve("example/top/1.0/top-1.0.jar")).doesNotExist();
    }

    @Test
    void refusesADependencyWhosePomDoesNotPassItsChecksum() throws IOException {
        var jar = repository.add("top", "middle");
        Files.writeString(jar.resolveSibling("top-1.0.pom"), "<project/>");
        assertThatThrownBy(() -> resolver().resolve(Request.of("example:top:1.0"), Progress.silent()))
                .isInstanceOf(ArtifactException.class)
                .hasMessageContaining("example:top:pom:1.0")
                .hasMessageContaining("checksum");
    }

    @Test
    void refusesAFileWithoutAnyChecksum() throws IOException {
        var jar = repository.add("top");
        Files.delete(jar.resolveSibling("top-1.0.jar.sha1"));
        assertThatThrownBy(() -> resolver().resolveOnly("example:top:1.0", Progress.silent()))
                .isInstanceOf(ArtifactException.class)
                .hasMessageContaining("checksum");
    }

    @Test
    void saysWhatIsMissingWhenOffline() throws IOException {
        assertThatThrownBy(() ->
                        resolver("<offline>true</offline>").resolve(Request.of("example:top:1.0"), Progress.silent()))
                .isInstanceOf(ArtifactException.class)
                .hasMessageContaining("example:top:jar:1.0")
                .hasMessageContaining(local.toString())
                .hasMessageContaining("offline")
                .hasMessageContaining("settings.xml");
    }

    @Test
    void namesEveryMissingArtifactAndWhereItLooked() throws IOException {
        repository.add("top", "gone");
        assertThatThrownBy(
                        () -> resolver().resolve(Request.of("example:top:1.0", "example:never:1.0"), Progress.silent()))
                .isInstanceOf(ArtifactException.class)
                .hasMessageContaining("There is no example:gone:jar:1.0 in here")
                .hasMessageContaining("There is no example:never:jar:1.0 in here");
    }

    @Test
    void saysWhatToTypeForBadCoordinatesAndExclusions() throws IOException {
        assertThatThrownBy(() -> resolver().resolveOnly("example:top", Progress.silent()))
                .isInstanceOf(ArtifactException.class)
                .hasMessageContaining("\"example:top\"")
                .hasMessageContaining("group:artifact:version");
        assertThatThrownBy(
                        () -> resolver().resolve(Request.of("example:top:1.0").exclude("bottom"), Progress.silent()))
                .isInstanceOf(ArtifactException.class)
                .hasMessageContaining("\"bottom\"")
                .hasMessageContaining("group:artifact");
    }

    @Test
    void mavenRepoLocalGoesBeforeTheSettings() throws IOException {
        var properties = new Properties();
        properties.setProperty("maven.repo.local", folder.resolve("elsewhere").toString());
        assertThat(read("", properties).localRepository()).isEqualTo(folder.resolve("elsewhere"));
        assertThat(read("", new Properties()).localRepository()).isEqualTo(local);
    }

    @Test
    void theUsersSettingsGoBeforeTheInstallations() throws IOException {
        var global = folder.resolve("global.xml");
        Files.writeString(
                global,
                "<settings><localRepository>/of/all</localRepository><offline>true</offline><mirrors><mirror>"
                        + "<id>ours</id><mirrorOf>*</mirrorOf><url>file:/x</url></mirror></mirrors></settings>");
        var user = folder.resolve("user.xml");
        Files.writeString(user, "<settings><localRepository>" + local + "</localRepository></settings>");
        var properties = new Properties();
        properties.setProperty("user.home", folder.toString());
        var merged = MavenSettings.read(user, Optional.of(global), properties);
        assertThat(merged.localRepository()).isEqualTo(local);
        assertThat(merged.settings().getMirrors()).hasSize(1);
    }

    @Test
    void findsTheMavenOnThePathBehindItsLink() throws IOException {
        var home = folder.resolve("maven");
        var program = Files.createDirectories(home.resolve("bin")).resolve("mvn");
        Files.writeString(program, "");
        var properties = new Properties();
        properties.setProperty("env.PATH", program.getParent().toString());
        assertThat(MavenSettings.mavenHome(properties)).contains(home.toRealPath());
        properties.setProperty("env.M2_HOME", folder.toString());
        assertThat(MavenSettings.mavenHome(properties)).contains(folder);
    }

    @Test
    void saysWhereSettingsAreBroken() throws IOException {
        assertThatThrownBy(() -> resolverWith("<mirrors>"))
                .isInstanceOf(ArtifactException.class)
                .hasMessageContaining("settings.xml");
    }

    @Test
    void withoutSettingsMavensOwnRepositoryIsAsked() throws IOException {
        var repositories = Repositories.of(read("", new Properties()), Request.of());
        assertThat(repositories)
                .singleElement()
                .satisfies(r -> assertThat(r.getId()).isEqualTo("central"));
    }
}
