package dev.tern.install.startup;

import dev.tern.kernel.StartUp;
import java.util.List;
import java.util.stream.Stream;

/** What a session of Tern begins with, beyond plain Java. */
public final class TernStartUp implements StartUp {
    private static final List<String> IMPORTS = List.of(
            "dev.tern.*",
            "dev.tern.datasets.*",
            "org.nd4j.linalg.api.ndarray.INDArray",
            "tech.tablesaw.api.*",
            "static dev.tern.Dsl.*");

    @Override
    public List<String> snippets() {
        return Stream.concat(
                        IMPORTS.stream().map(name -> "import " + name + ";"),
                        Stream.of("dev.tern.install.startup.Worker.begin();"))
                .toList();
    }

    @Override
    public String banner() {
        return "Tern on Java " + Runtime.version().feature()
                + ". Try: model().ternarize(TWN)    Tab completes, %lsmagic lists the magics.";
    }
}
