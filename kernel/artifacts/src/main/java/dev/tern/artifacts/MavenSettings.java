package dev.tern.artifacts;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;
import org.apache.maven.settings.Settings;
import org.apache.maven.settings.building.DefaultSettingsBuilderFactory;
import org.apache.maven.settings.building.DefaultSettingsBuildingRequest;
import org.apache.maven.settings.building.SettingsBuildingException;
import org.apache.maven.settings.crypto.DefaultSettingsDecrypter;
import org.apache.maven.settings.crypto.DefaultSettingsDecryptionRequest;
import org.apache.maven.settings.crypto.SettingsDecryptionResult;
import org.sonatype.plexus.components.cipher.DefaultPlexusCipher;
import org.sonatype.plexus.components.sec.dispatcher.DefaultSecDispatcher;

/**
 * Maven's settings as they hold for this user: settings.xml of the user over settings.xml of the installed Maven, with
 * passwords decrypted.
 *
 * @param settings both files merged
 * @param decrypted servers and proxies with plain passwords
 * @param localRepository where files are kept; the property maven.repo.local goes before the settings
 * @param properties of the system, with the environment as env.NAME
 * @param userFile the user's own file, for messages; it need not exist
 */
record MavenSettings(
        Settings settings,
        SettingsDecryptionResult decrypted,
        Path localRepository,
        Properties properties,
        Path userFile) {

    /** The settings of whoever runs this process. */
    static MavenSettings ofUser() {
        var properties = systemProperties();
        var maven = Path.of(properties.getProperty("user.home"), ".m2");
        return read(
                maven.resolve("settings.xml"),
                mavenHome(properties).map(h -> h.resolve("conf/settings.xml")),
                properties);
    }

    /** Merges these files; one that does not exist counts as empty. */
    static MavenSettings read(Path user, Optional<Path> global, Properties properties) {
        var request = new DefaultSettingsBuildingRequest();
        request.setUserSettingsFile(user.toFile());
        global.ifPresent(file -> request.setGlobalSettingsFile(file.toFile()));
        request.setSystemProperties(properties);
        Settings settings;
        try {
            settings = new DefaultSettingsBuilderFactory()
                    .newInstance()
                    .build(request)
                    .getEffectiveSettings();
        } catch (SettingsBuildingException e) {
            throw new ArtifactException(
                    "Maven's settings cannot be read: " + e.getMessage().strip()
                            + "\nCorrect that file, or move it away, and try again.",
                    e);
        }
        return new MavenSettings(
                settings, decrypt(settings, user), localRepository(settings, properties), properties, user);
    }

    private static Path localRepository(Settings settings, Properties properties) {
        return Stream.of(properties.getProperty("maven.repo.local"), settings.getLocalRepository())
                .filter(path -> path != null && !path.isBlank())
                .findFirst()
                .map(Path::of)
                .orElseGet(() -> Path.of(properties.getProperty("user.home"), ".m2", "repository"));
    }

    private static SettingsDecryptionResult decrypt(Settings settings, Path user) {
        var security = user.resolveSibling("settings-security.xml").toString();
        var dispatcher = new DefaultSecDispatcher(new DefaultPlexusCipher(), Map.of(), security);
        return new DefaultSettingsDecrypter(dispatcher).decrypt(new DefaultSettingsDecryptionRequest(settings));
    }

    private static Properties systemProperties() {
        var properties = new Properties();
        System.getenv().forEach((name, value) -> properties.setProperty("env." + name, value));
        var system = System.getProperties();
        system.stringPropertyNames().forEach(name -> properties.setProperty(name, system.getProperty(name)));
        return properties;
    }

    /** The folder of the installed Maven: maven.home, M2_HOME, MAVEN_HOME, or that of the mvn on the PATH. */
    static Optional<Path> mavenHome(Properties properties) {
        return Stream.of("maven.home", "env.M2_HOME", "env.MAVEN_HOME")
                .map(properties::getProperty)
                .filter(home -> home != null && Files.isDirectory(Path.of(home)))
                .findFirst()
                .map(Path::of)
                .or(() -> mavenOnPath(properties.getProperty("env.PATH", "")));
    }

    private static Optional<Path> mavenOnPath(String path) {
        return Stream.of(path.split(File.pathSeparator))
                .filter(folder -> !folder.isBlank())
                .flatMap(folder -> Stream.of("mvn", "mvn.cmd").map(Path.of(folder)::resolve))
                .filter(Files::isRegularFile)
                .findFirst()
                .flatMap(MavenSettings::installationOf);
    }

    private static Optional<Path> installationOf(Path program) {
        try {
            return Optional.ofNullable(program.toRealPath().getParent()).map(Path::getParent);
        } catch (IOException e) {
            return Optional.empty(); // a link that leads nowhere: then there is no Maven behind it
        }
    }
}
