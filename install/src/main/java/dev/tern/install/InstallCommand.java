package dev.tern.install;

import dev.tern.install.client.Distribution;
import dev.tern.install.spec.JupyterPaths;
import dev.tern.install.spec.KernelSpec;
import dev.tern.install.spec.SpecOptions;
import dev.tern.kernel.jvm.ArchiveMaker;
import dev.tern.kernel.jvm.Archives;
import dev.tern.kernel.jvm.Priority;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code tern install}. */
@Command(
        name = "install",
        description = "Makes the kernel known to Jupyter, for the current user unless told otherwise.",
        footer = {"", "The jars are copied, so the kernel goes on working when this checkout moves or is rebuilt."})
final class InstallCommand implements Callable<Integer> {
    @Mixin
    private SpecOptions options = new SpecOptions();

    @Option(
            names = "--display-name",
            defaultValue = "Java (Tern)",
            description = "What Jupyter's launcher shows (default: ${DEFAULT-VALUE}).")
    private String displayName = "Java (Tern)";

    @Override
    public Integer call() throws IOException {
        String home = System.getProperty("tern.home");
        if (home == null) {
            throw new UserError("Start this through install/tern, which knows where the jars are.");
        }
        KernelSpec spec = options.spec(JupyterPaths.ofSystem());
        boolean update = spec.exists();
        long bytes = spec.install(Path.of(home, "lib"), Distribution.java(), displayName);
        System.out.println((update ? "Updated " : "Wrote ") + spec.folder());
        System.out.println("  kernel.json   starts " + Distribution.java());
        System.out.println("  logo-64x64.png, logo-svg.svg");
        System.out.printf(Locale.ROOT, "  lib           the jars; %,d MB in all%n", Math.round(bytes / 1e6));
        makeArchives(spec);
        System.out.println("Jupyter now offers \"" + displayName + "\". To remove it: tern uninstall --name "
                + spec.folder().getFileName() + " (with the same --prefix or --sys-prefix, if you gave one).");
        return 0;
    }

    /** A kernel without them works, and makes them itself when it has nothing else to do. */
    private static void makeArchives(KernelSpec spec) throws IOException {
        Archives archives = Archives.of(spec.classPaths()).orElse(null);
        if (archives == null) {
            return;
        }
        System.out.print("  archive       makes the kernel start faster; ");
        System.out.flush();
        try (ArchiveMaker maker = new ArchiveMaker(archives, Priority.NORMAL)) {
            System.out.printf(Locale.ROOT, "%,d MB%n", Math.round(maker.make() / 1e6));
        } catch (IOException failed) {
            System.out.println("could not be made: " + failed.getMessage());
        } catch (InterruptedException stopped) {
            System.out.println("was not made");
            Thread.currentThread().interrupt();
        }
    }
}
