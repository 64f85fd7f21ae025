package dev.tern.install;

import dev.tern.install.client.KernelSession;
import sun.misc.Signal;

/** Ctrl-C while a kernel works: the first stops the running cell, the second ends everything. */
final class Interrupts {
    private static final int EXIT_CODE = 130; // what a shell reports for SIGINT

    private int heard;

    private Interrupts() {}

    static Interrupts of(KernelSession kernel) {
        Interrupts interrupts = new Interrupts();
        Signal.handle(new Signal("INT"), signal -> {
            if (++interrupts.heard == 1) {
                kernel.interrupt();
            } else {
                kernel.kill();
                Runtime.getRuntime().halt(EXIT_CODE);
            }
        });
        return interrupts;
    }

    /** The exit code of a run that ended with this code of its own. */
    int exitCode(int own) {
        return heard > 0 ? EXIT_CODE : own;
    }
}
