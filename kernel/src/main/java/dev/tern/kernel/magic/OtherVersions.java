package dev.tern.kernel.magic;

import dev.tern.artifacts.Resolution.Library;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/** Finds out whether a class path has another version of a library: the one that comes first is the one that counts. */
final class OtherVersions {
    private OtherVersions() {}

    /** The other version; empty when there is none, or when nothing tells that a jar is one. */
    static String of(Library library, List<String> classPath) {
        Path file = library.file().toAbsolutePath();
        for (String element : classPath) {
            Path path = new File(element).toPath().toAbsolutePath();
            String version = path.equals(file) ? null : inRepository(path, file);
            if (version == null && !path.equals(file)) {
                version = inJar(path, library);
            }
            if (version != null && !version.equals(library.version())) {
                return version;
            }
        }
        return "";
    }

    /** The version of a file that lies where a repository keeps the library's versions, a folder each. */
    private static @Nullable String inRepository(Path path, Path file) {
        Path folder = path.getParent();
        Path mine = file.getParent();
        boolean sameLibrary = folder != null
                && mine != null
                && mine.getParent() != null
                && mine.getParent().equals(folder.getParent());
        return sameLibrary && folder.getFileName() != null
                ? folder.getFileName().toString()
                : null;
    }

    /** The version that a jar says it has. Its name alone does not do: there is more than one guava-1.0.jar. */
    private static @Nullable String inJar(Path path, Library library) {
        Path name = path.getFileName();
        Pattern alike = Pattern.compile(Pattern.quote(library.artifact()) + "-\\d.*\\.jar");
        if (name == null || !alike.matcher(name.toString()).matches()) {
            return null;
        }
        try (ZipFile jar = new ZipFile(path.toFile())) {
            ZipEntry entry =
                    jar.getEntry("META-INF/maven/" + library.group() + "/" + library.artifact() + "/pom.properties");
            if (entry == null) {
                return null;
            }
            Properties properties = new Properties();
            try (InputStream in = jar.getInputStream(entry)) {
                properties.load(in);
            }
            return properties.getProperty("version");
        } catch (IOException broken) {
            return null;
        }
    }
}
