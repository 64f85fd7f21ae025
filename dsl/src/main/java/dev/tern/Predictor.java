package dev.tern;

import dev.tern.datasets.Split;
import dev.tern.report.Prediction;
import dev.tern.train.Evaluation;
import dev.tern.train.Examples;
import java.nio.file.Path;

/** Anything that can be compared: a {@link Model} or an {@link IntegerModel}. */
public sealed interface Predictor permits Model, IntegerModel {

    /** A short name for tables, such as "TWN, int8". */
    String label();

    /** What the model says about one text. */
    Prediction predict(String text);

    /** What the model says about every row. */
    Evaluation evaluate(Split split);

    /** The split as this model reads it. */
    Examples read(Split split);

    /** Writes the model as it is shipped: quantized weights packed, everything else fp32. */
    void save(Path file);

    /** Share of rows whose predicted class is their label, 0 to 1. */
    default double accuracy(Split split) {
        return evaluate(split).accuracy(read(split));
    }
}
