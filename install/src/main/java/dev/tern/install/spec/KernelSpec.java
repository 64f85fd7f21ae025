package dev.tern.install.spec;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import dev.tern.install.UserError;
import dev.tern.install.client.Distribution;
import dev.tern.kernel.jvm.Archives;
import dev.tern.kernel.jvm.ClassPaths;
import dev.tern.kernel.jvm.Role;
import java.io.IOException;
import java.io.InputStream;
import java.lang.module.ModuleFinder;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A kernelspec folder with a copy of the jars in it, so that it goes on working when the checkout is moved, rebuilt
 * or deleted. Written under another name and moved into place, so that Jupyter never sees half of it.
 *
 * @param folder KERNELS/NAME
 */
public record KernelSpec(Path folder) {
    private static final Gson GSON =
            new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();
    private static final Pattern NAME = Pattern.compile("[a-z0-9._-]+");
    private static final String MARK = "dev.tern";
    private static final List<String> LOGOS = List.of("logo-64x64.png", "logo-svg.svg");

    /** The spec of this name in a folder of kernelspecs. */
    public static KernelSpec of(Path kernels, String name) {
        if (!NAME.matcher(name).matches()) {
            throw new UserError("\"" + name + "\" cannot name a kernel: use small letters, digits, dots, - and _,"
                    + " such as --name tern-17.");
        }
        return new KernelSpec(kernels.toAbsolutePath().normalize().resolve(name));
    }

    public boolean exists() {
        return Files.exists(folder);
    }

    /** Whether Tern wrote this spec. */
    public boolean isOurs() {
        try {
            return read().getAsJsonObject("metadata").has(MARK);
        } catch (IOException | JsonParseException | IllegalStateException | NullPointerException other) {
            return false;
        }
    }

    /** The command of the written spec. */
    public List<String> command() throws IOException {
        return read().getAsJsonArray("argv").asList().stream()
                .map(each -> each.getAsString())
                .toList();
    }

    /**
     * Writes the spec, in place of an older one of ours.
     *
     * @param jars the folder whose jars are copied
     * @param java the java program that will run the kernel
     * @param displayName what Jupyter's launcher shows
     * @return the bytes written
     */
    public long install(Path jars, Path java, String displayName) throws IOException {
        if (exists() && !isOurs()) {
            throw new UserError(folder + " is a kernel that Tern did not write. Choose another --name.");
        }
        Path kernels = folder.getParent();
        Files.createDirectories(kernels);
        String suffix = "." + ProcessHandle.current().pid();
        Path fresh = kernels.resolve("." + folder.getFileName() + ".new" + suffix);
        Path old = kernels.resolve("." + folder.getFileName() + ".old" + suffix);
        try {
            long bytes = fill(fresh, jars, java, displayName);
            if (exists()) {
                Files.move(folder, old);
            }
            Files.move(fresh, folder);
            return bytes;
        } finally {
            delete(fresh);
            delete(old);
        }
    }

    /** The jars that the written spec runs with. */
    public ClassPaths classPaths() throws IOException {
        return Distribution.classPaths(folder.resolve("lib"), folder.resolve("lib"));
    }

    /** Removes the spec and its jars. */
    public void uninstall() throws IOException {
        if (!exists()) {
            throw new UserError("There is no kernel at " + folder + ". See what is installed with: tern doctor");
        }
        if (!isOurs()) {
            throw new UserError(folder + " is a kernel that Tern did not write; it is left alone.");
        }
        delete(folder);
    }

    private long fill(Path fresh, Path jars, Path java, String displayName) throws IOException {
        Path lib = Files.createDirectories(fresh.resolve("lib"));
        long bytes = 0;
        try (DirectoryStream<Path> all = Files.newDirectoryStream(jars, "*.jar")) {
            for (Path jar : all) {
                Path copy = lib.resolve(jar.getFileName());
                Files.copy(jar, copy);
                bytes += Files.size(copy);
            }
        }
        if (bytes == 0) {
            throw new UserError("There are no jars in " + jars + ". Build Tern first: install/tern does it by itself.");
        }
        for (String logo : LOGOS) {
            try (InputStream in = KernelSpec.class.getResourceAsStream(logo)) {
                if (in == null) {
                    throw new IOException(logo + " is missing from the jar");
                }
                bytes += Files.copy(in, fresh.resolve(logo));
            }
        }
        ClassPaths paths = Distribution.classPaths(lib, folder.resolve("lib"));
        Files.writeString(fresh.resolve("kernel.json"), json(java, paths, displayName));
        return bytes + Files.size(fresh.resolve("kernel.json"));
    }

    private String json(Path java, ClassPaths paths, String displayName) {
        JsonObject json = new JsonObject();
        JsonArray argv = new JsonArray();
        List<String> archive = Archives.of(paths)
                .map(archives -> archives.lastingFlags(Role.FRONT))
                .orElse(List.of());
        Distribution.kernelCommand(java.toString(), archive, paths, "{connection_file}")
                .forEach(argv::add);
        json.add("argv", argv);
        json.addProperty("display_name", displayName);
        json.addProperty("language", "java");
        json.addProperty("interrupt_mode", "message");
        JsonObject environment = new JsonObject();
        Distribution.ENVIRONMENT.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(entry -> environment.addProperty(entry.getKey(), entry.getValue()));
        json.add("env", environment);
        JsonObject mark = new JsonObject();
        mark.addProperty("java", System.getProperty("java.version"));
        JsonObject metadata = new JsonObject();
        metadata.addProperty("debugger", ModuleFinder.ofSystem().find("jdk.jdi").isPresent());
        JsonArray encryption = new JsonArray();
        encryption.add("curve");
        metadata.add("supported_encryption", encryption);
        metadata.add(MARK, mark);
        json.add("metadata", metadata);
        return GSON.toJson(json) + "\n";
    }

    private JsonObject read() throws IOException {
        return JsonParser.parseString(Files.readString(folder.resolve("kernel.json")))
                .getAsJsonObject();
    }

    private static void delete(Path tree) throws IOException {
        if (!Files.exists(tree)) {
            return;
        }
        try (Stream<Path> files = Files.walk(tree)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
