package dev.tern.kernel.magic;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The class path: shows it, or adds jars and folders to it. */
final class ClassPathMagic implements Magic {
    private final Extensions extensions;

    ClassPathMagic(Extensions extensions) {
        this.extensions = extensions;
    }

    @Override
    public String name() {
        return "classpath";
    }

    @Override
    public Help help() {
        return Help.of("shows the class path, or adds jars and folders of classes to it")
                .usage("%classpath")
                .usage("%classpath PATH ...")
                .usage("%%classpath\nPATH\n...")
                .note(
                        "A PATH may have * and ? in its last part. What is added can be used at once, and cannot be taken away.")
                .takes(Help.Arguments.FILES)
                .example("%classpath lib/*.jar")
                .example("%classpath build/classes");
    }

    @Override
    public void run(MagicCall call) throws MagicException {
        List<String> words = new ArrayList<>(call.words());
        call.body().lines().map(Words::of).forEach(words::addAll);
        words.removeIf(word -> word.equals("add"));
        if (words.isEmpty()) {
            call.print(String.join("\n", call.session().classPath()));
            return;
        }
        List<Path> paths = new ArrayList<>();
        for (String word : words) {
            paths.addAll(find(word));
        }
        List<Path> fresh = extensions.add(call, paths);
        call.print(
                fresh.isEmpty()
                        ? "nothing new: all of it is on the class path already"
                        : "added: "
                                + String.join(
                                        ", ", fresh.stream().map(Path::toString).toList()));
        extensions.start(call, fresh);
    }

    private static List<Path> find(String word) throws MagicException {
        String typed = word.startsWith("~/") ? System.getProperty("user.home") + word.substring(1) : word;
        int slash = Math.max(typed.lastIndexOf('/'), typed.lastIndexOf('\\'));
        String folder = slash < 0 ? "." : typed.substring(0, slash + 1);
        String last = typed.substring(slash + 1);
        try {
            return last.matches(".*[*?].*") ? matching(Path.of(folder), last) : List.of(existing(Path.of(typed)));
        } catch (InvalidPathException wrong) {
            throw new MagicException("\"" + word + "\" is no path: " + wrong.getReason() + ".");
        }
    }

    private static Path existing(Path path) throws MagicException {
        if (Files.isDirectory(path)) {
            return path;
        }
        if (!Files.exists(path)) {
            throw new MagicException("There is no " + path.toAbsolutePath() + nearest(path)
                    + " To fetch a library by its coordinates, type %maven group:artifact:version.");
        }
        if (!path.toString().matches("(?i).*\\.(jar|zip)")) {
            throw new MagicException(path + " is neither a jar nor a folder of classes."
                    + (path.toString().endsWith(".java") || path.toString().endsWith(".jsh")
                            ? " To run it, type %load " + path + "."
                            : ""));
        }
        return path;
    }

    private static String nearest(Path path) {
        Path folder = path.toAbsolutePath().getParent();
        if (folder == null || path.getFileName() == null) {
            return ".";
        }
        try (Stream<Path> files = Files.list(folder)) {
            List<String> names =
                    files.limit(1000).map(file -> file.getFileName().toString()).toList();
            return Words.nearest(path.getFileName().toString(), names)
                    .map(name -> ". Did you mean " + name + "?")
                    .orElse(".");
        } catch (IOException notAFolder) {
            return ", nor the folder it should be in.";
        }
    }

    private static List<Path> matching(Path folder, String glob) throws MagicException {
        List<Path> found = new ArrayList<>();
        // A backslash would take away the meaning of what follows.
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, glob)) {
            files.forEach(found::add);
        } catch (IOException | java.util.regex.PatternSyntaxException failed) {
            throw new MagicException(
                    "Cannot look for " + glob + " in " + folder.toAbsolutePath() + ": " + failed.getMessage() + ".");
        }
        found.removeIf(path -> !Files.isDirectory(path) && !path.toString().matches("(?i).*\\.(jar|zip)"));
        if (found.isEmpty()) {
            throw new MagicException("No jar and no folder in " + folder.toAbsolutePath() + " is like " + glob + ".");
        }
        found.sort(null);
        return found;
    }
}
