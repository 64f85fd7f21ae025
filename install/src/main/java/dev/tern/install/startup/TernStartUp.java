package dev.tern.install.startup;

import dev.tern.kernel.StartUp;
import java.util.List;
import java.util.stream.Stream;

/** What a session of Tern begins with, beyond plain Java. */
public final class TernStartUp implements StartUp {
    private static final List<String> IMPORTS = List.of(
            "dev.tern.*",
            "dev.tern.datasets.*",
            "dev.tern.report.*",
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
    public List<String> rehearsal() {
        return List.of(
                "Table.create(\"points\", IntColumn.create(\"x\", 1, 2), DoubleColumn.create(\"y\", 1.5, 2.5))",
                "org.nd4j.linalg.factory.Nd4j.ones(2, 3).mmul(org.nd4j.linalg.factory.Nd4j.ones(3, 2))",
                "model().ternarize(TWN)");
    }

    @Override
    public String banner() {
        return "Tern on Java " + Runtime.version().feature()
                + ". Try: model().ternarize(TWN)    Tab completes, %lsmagic lists the magics.";
    }
}
