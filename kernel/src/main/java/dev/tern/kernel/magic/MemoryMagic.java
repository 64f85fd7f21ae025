package dev.tern.kernel.magic;

import dev.tern.kernel.display.MimeBundle;

/** Shows the memory of the worker. */
final class MemoryMagic implements Magic {
    @Override
    public String name() {
        return "heap";
    }

    @Override
    public Help help() {
        return Help.of("shows the memory of the process that runs the cells")
                .usage("%heap [--collect]")
                .option("--collect", "", "collects garbage first")
                .note("To give the worker more memory, start the kernel with -Dtern.worker.flags=-Xmx4g.");
    }

    @Override
    public void run(MagicCall call) throws MagicException {
        String method = switch (call.text()) {
            case "" -> "table()";
            case "--collect", "--gc" -> "tableAfterCollection()";
            default ->
                throw new MagicException("\"" + call.text() + "\" says nothing here. Type %heap or %heap --collect.");
        };
        MimeBundle table = Probe.ask(call, "Memory", method);
        if (table != null) {
            call.show(table);
        }
    }
}
