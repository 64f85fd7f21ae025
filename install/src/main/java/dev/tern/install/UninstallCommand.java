package dev.tern.install;

import dev.tern.install.spec.JupyterPaths;
import dev.tern.install.spec.KernelSpec;
import dev.tern.install.spec.SpecOptions;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code tern uninstall}. */
@Command(name = "uninstall", description = "Removes what tern install wrote.")
final class UninstallCommand implements Callable<Integer> {
    @Mixin
    private SpecOptions options = new SpecOptions();

    @Override
    public Integer call() throws IOException {
        KernelSpec spec = options.spec(JupyterPaths.ofSystem());
        spec.uninstall();
        System.out.println("Removed " + spec.folder());
        return 0;
    }
}
