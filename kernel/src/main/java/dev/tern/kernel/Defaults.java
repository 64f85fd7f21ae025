package dev.tern.kernel;

import java.util.List;
import java.util.stream.Stream;

/** What every session begins with: the imports of JShell's own tool, and what shows things. */
final class Defaults implements StartUp {
    @Override
    public List<String> snippets() {
        return Stream.of(
                        "java.io.*",
                        "java.math.*",
                        "java.net.*",
                        "java.nio.file.*",
                        "java.util.*",
                        "java.util.concurrent.*",
                        "java.util.function.*",
                        "java.util.regex.*",
                        "java.util.stream.*",
                        "dev.tern.kernel.dialog.Comm",
                        "dev.tern.kernel.dialog.Comms",
                        "static dev.tern.kernel.dialog.Input.input",
                        "static dev.tern.kernel.dialog.Input.password",
                        "dev.tern.kernel.display.*",
                        "static dev.tern.kernel.display.Display.*",
                        "dev.tern.kernel.widget.*",
                        "static dev.tern.kernel.widget.Widgets.*")
                .map(name -> "import " + name + ";")
                .toList();
    }

    @Override
    public String banner() {
        return "Java " + Runtime.version();
    }
}
