package dev.tern.kernel.magic;

import dev.tern.artifacts.ArtifactException;
import dev.tern.artifacts.Artifacts;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Puts a library and what it depends on onto the class path. */
final class MavenMagic implements Magic {
    @Override
    public String name() {
        return "maven";
    }

    @Override
    public String help() {
        return "%maven group:artifact:version ...  puts libraries and what they depend on onto the class path";
    }

    @Override
    public void run(MagicCall call) throws MagicException {
        List<String> coordinates = call.words();
        if (coordinates.isEmpty()) {
            throw new MagicException("Which library? Type %maven group:artifact:version.");
        }
        Set<String> told = ConcurrentHashMap.newKeySet();
        try {
            List<Path> jars = Artifacts.resolve(coordinates, (file, done, total) -> {
                if (done == total && told.add(file)) {
                    call.print("downloaded " + file + " (" + total / 1024 + " KB)");
                }
            });
            call.session().addToClassPath(jars);
            call.print(jars.size() + (jars.size() == 1 ? " jar" : " jars") + " on the class path");
        } catch (ArtifactException failed) {
            throw new MagicException(failed.getMessage());
        }
    }
}
