package dev.tern.kernel.magic;

import dev.tern.artifacts.ArtifactException;
import dev.tern.artifacts.Artifacts;
import dev.tern.artifacts.Request;
import dev.tern.artifacts.Resolution;
import dev.tern.artifacts.Resolution.Library;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Puts libraries and what they depend on onto the class path. */
final class MavenMagic implements Magic {
    private final Extensions extensions;

    MavenMagic(Extensions extensions) {
        this.extensions = extensions;
    }

    @Override
    public String name() {
        return "maven";
    }

    @Override
    public Help help() {
        return Help.of("puts libraries from a Maven repository, and what they depend on, onto the class path")
                .usage("%maven group:artifact:version ...")
                .usage("%%maven\n<dependency>...</dependency>, or coordinates, one a line")
                .option(
                        "--exclude",
                        "group:artifact",
                        "leaves a dependency out wherever it turns up; either part may be *")
                .option("--repository", "URL or id=URL", "also looks there, after the repositories of Maven's settings")
                .note(
                        "Files are kept in Maven's local repository and fetched once. Settings, mirrors and passwords are those"
                                + "\nof Maven's settings.xml. The libraries can be used in the next line.")
                .example("%maven org.apache.commons:commons-math3:3.6.1")
                .example(
                        "%maven org.example:library:1.0 --exclude org.slf4j:* --repository https://repo.example.org/maven");
    }

    @Override
    public void run(MagicCall call) throws MagicException {
        Request request = new Coordinates().read(call.words()).read(call.body()).request();
        DownloadView view = new DownloadView(call);
        Resolution resolution;
        try {
            resolution = Background.await(call, () -> Artifacts.resolve(request, view));
        } catch (ArtifactException failed) {
            view.failed();
            throw new MagicException(String.valueOf(failed.getMessage()));
        } catch (MagicException stopped) {
            view.failed();
            throw stopped;
        }
        view.ended();
        List<Path> wanted = new ArrayList<>();
        List<String> leftOut = new ArrayList<>();
        for (Library library : resolution.libraries()) {
            String other = OtherVersions.of(library, call.session().classPath());
            if (other.isEmpty()) {
                wanted.add(library.file());
            } else {
                leftOut.add(library.group() + ":" + library.artifact() + ":" + library.version() + " (" + other
                        + " stays)");
            }
        }
        if (!leftOut.isEmpty()) {
            call.print("not added, because the class path has another version: " + String.join(", ", leftOut)
                    + ". What an earlier %maven added is only changed by restarting the kernel.");
        }
        List<Path> fresh = extensions.add(call, wanted);
        report(call, resolution, wanted, fresh);
        extensions.start(call, fresh);
    }

    private static void report(MagicCall call, Resolution resolution, List<Path> wanted, List<Path> fresh) {
        for (Resolution.Conflict conflict : resolution.conflicts()) {
            call.print(conflict.group() + ":" + conflict.artifact() + ": " + conflict.chosen() + " was taken, not "
                    + String.join(", ", conflict.others()));
        }
        int size = fresh.size();
        String added = size == 0 ? "nothing new" : size + (size == 1 ? " jar" : " jars") + " added to the class path";
        int there = wanted.size() - size;
        call.print(added + (there > 0 ? ", " + there + (there == 1 ? " was" : " were") + " there" : ""));
    }
}
