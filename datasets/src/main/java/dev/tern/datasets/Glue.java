package dev.tern.datasets;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * GLUE's tasks as gluebenchmark publishes them: a folder with train.tsv and dev.tsv. The columns tell the task. Labels
 * are numbered as the benchmark numbers them. Source: Wang et al. 2018, arXiv 1804.07461.
 */
enum Glue {
    SST_2("SST-2", "sentiment of a phrase", List.of("negative", "positive"), "sentence", null, "label"),
    COLA("CoLA", "is this grammatical?", List.of("unacceptable", "acceptable"), "sentence", null, "label"),
    MRPC("MRPC", "same meaning?", List.of("not_equivalent", "equivalent"), "#1 String", "#2 String", "Quality"),
    RTE("RTE", "does it follow?", List.of("entailment", "not_entailment"), "sentence1", "sentence2", "label");

    private static final List<String> COLA_COLUMNS = List.of("source", "label", "mark", "sentence");

    private final String title;
    private final String task;
    private final List<String> labels;
    private final String first;
    private final @Nullable String second;
    private final String label;

    Glue(String title, String task, List<String> labels, String first, @Nullable String second, String label) {
        this.title = title;
        this.task = task;
        this.labels = labels;
        this.first = first;
        this.second = second;
        this.label = label;
    }

    static Dataset read(Path folder) {
        var train = Source.file(folder.resolve("train.tsv"));
        var task = taskOf(folder, train);
        return Dataset.of(
                task.title,
                task.task,
                "your own copy of GLUE",
                task.split("train", train),
                task.split("dev", Source.file(folder.resolve("dev.tsv"))));
    }

    private Split split(String name, Source source) {
        var table = this == COLA ? Tsv.withoutHeader(source, COLA_COLUMNS) : Tsv.withHeader(source);
        return table.split(name, labels, first, second, label);
    }

    /** By the columns of the first line; where they tell nothing, by the folder's name. */
    private static Glue taskOf(Path folder, Source train) {
        var lines = train.lines(StandardCharsets.UTF_8);
        if (lines.isEmpty()) {
            throw new DataException(train.name() + " is empty. Its first line must name the columns.");
        }
        var columns = List.of(lines.get(0).split("\t", -1));
        for (var task : values()) {
            if (task != COLA && columns.contains(task.first) && columns.contains(task.label)) {
                return task;
            }
        }
        if (columns.size() == COLA_COLUMNS.size() && columns.get(1).matches("[01]")) {
            return COLA;
        }
        var name = folder.toAbsolutePath().normalize().getFileName();
        for (var task : values()) {
            if (name != null && task.title.equalsIgnoreCase(name.toString())) {
                return task; // whose reader then names the column that is missing
            }
        }
        throw train.error(
                1,
                "the columns " + String.join(", ", columns)
                        + " are none of SST-2 (sentence, label), CoLA (four columns,"
                        + " no header), MRPC (Quality, #1 String, #2 String) or RTE (sentence1, sentence2, label)."
                        + " For files of your own type Datasets.tsv(train, test).");
    }
}
