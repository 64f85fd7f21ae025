package dev.tern.install;

import dev.tern.install.predict.AnswerFormat;
import dev.tern.install.predict.Answering;
import dev.tern.install.predict.TextModel;
import java.io.BufferedOutputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tern predict}: a saved model and lines of text. */
@Command(
        name = "predict",
        description = "Classifies texts with a model that model.save(...) wrote.",
        footer = {
            "",
            "Without a TEXT, every line of standard input is one, in UTF-8. Each gives one line: the likeliest",
            "label and its probability, parted by a tab. A line without a text gives an empty line (with --json:",
            "null). Exit code 2 when the file is no model that reads texts."
        })
final class PredictCommand implements Callable<Integer> {
    private static final int ASKED_WRONGLY = 2;

    @Parameters(index = "0", paramLabel = "MODEL", description = "The file of a model: NAME.safetensors.")
    private Path file = Path.of("");

    @Parameters(index = "1..*", paramLabel = "TEXT", arity = "0..*", description = "Texts to classify.")
    private List<String> texts = List.of();

    @Option(names = "--json", description = "One JSON object a line, with the probabilities of all classes.")
    private boolean json;

    @Option(
            names = "--top",
            paramLabel = "N",
            description = "The N likeliest classes with their probabilities, instead of one; with --json, of all.")
    private int top;

    @Override
    public Integer call() throws IOException {
        if (top < 0) {
            return refuse("--top takes a number of classes, 1 or more, not " + top + ".");
        }
        TextModel model;
        try {
            model = TextModel.read(file);
        } catch (UserError e) {
            return refuse(String.valueOf(e.getMessage()));
        }
        System.err.println("tern: arithmetic: " + model.arithmetic());
        AnswerFormat format = json ? AnswerFormat.JSON : AnswerFormat.COLUMNS;
        int most = top > 0 ? top : json ? Integer.MAX_VALUE : 1;
        PrintStream out = new PrintStream(new BufferedOutputStream(System.out), false, StandardCharsets.UTF_8);
        Answering answering = new Answering(model, format, most, out, System.err);
        if (texts.isEmpty()) {
            answering.answer(new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)));
        } else {
            answering.answer(texts);
        }
        return 0;
    }

    private static int refuse(String sentence) {
        System.err.println("tern: " + sentence);
        return ASKED_WRONGLY;
    }
}
