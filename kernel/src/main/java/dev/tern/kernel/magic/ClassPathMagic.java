package dev.tern.kernel.magic;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The class path: shows it, or adds jars and folders to it. */
final class ClassPathMagic implements Magic {
    @Override
    public String name() {
        return "classpath";
    }

    @Override
    public String help() {
        return "%classpath [jar or folder ...]  shows the class path, or adds to it";
    }

    @Override
    public void run(MagicCall call) throws MagicException {
        List<Path> paths = new ArrayList<>();
        for (String word : call.words()) {
            Path path = Path.of(word);
            if (!Files.exists(path)) {
                throw new MagicException("There is no " + path.toAbsolutePath());
            }
            paths.add(path);
        }
        if (paths.isEmpty()) {
            call.session().classPath().forEach(call::print);
        } else {
            call.session().addToClassPath(paths);
        }
    }
}
