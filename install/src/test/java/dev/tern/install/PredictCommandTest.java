package dev.tern.install;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.tern.Dsl;
import dev.tern.Model;
import dev.tern.Predictor;
import dev.tern.Recipe;
import dev.tern.datasets.Dataset;
import dev.tern.datasets.Split;
import dev.tern.report.Prediction;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Lines in, lines out: what a notebook predicts, for models in each arithmetic. */
class PredictCommandTest {
    private static final List<String> TEXTS =
            List.of("the sun", "ice and snow on the road", "a fire near the old house", "wärme 漢字 sun", "snow");

    @TempDir
    private static Path folder;

    private static Model integer;
    private static Model mixed;
    private static Model real;

    private record Run(int exitCode, List<String> out, String err) {}

    @BeforeAll
    static void train() {
        List<String> texts = new ArrayList<>();
        int[] labels = new int[64];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = i % 2;
            texts.add((i % 2 == 0 ? "snow and ice " : "sun and fire ") + "the road ".repeat(i % 5));
        }
        Split split = Split.ofTexts("toy", List.of("cold", "quite warm"), texts, null, labels);
        Dataset data = Dataset.of("toy", "warm or cold", "made here", split, split);
        Recipe recipe = Dsl.model(Dsl.bert().layers(1).width(16).heads(2).vocabulary(60))
                .epochs(1)
                .batch(16)
                .tokens(12);
        Recipe quantized = recipe.weights(Dsl.int8).activations(Dsl.int8, Dsl.asymmetric);
        real = recipe.fit(data);
        mixed = quantized.fit(data);
        integer = quantized.arithmetic(Dsl.integer).fit(data);
        real.save(folder.resolve("real.safetensors"));
        mixed.integer().save(folder.resolve("mixed.safetensors"));
        integer.save(folder.resolve("integer.safetensors"));
    }

    private static Run tern(InputStream input, String... arguments) {
        PrintStream out = System.out;
        PrintStream err = System.err;
        InputStream in = System.in;
        ByteArrayOutputStream outBytes = new ByteArrayOutputStream();
        ByteArrayOutputStream errBytes = new ByteArrayOutputStream();
        try {
            System.setOut(new PrintStream(outBytes, true, StandardCharsets.UTF_8));
            System.setErr(new PrintStream(errBytes, true, StandardCharsets.UTF_8));
            System.setIn(input);
            int exitCode = Main.run(arguments);
            return new Run(
                    exitCode,
                    outBytes.toString(StandardCharsets.UTF_8).lines().toList(),
                    errBytes.toString(StandardCharsets.UTF_8));
        } finally {
            System.setOut(out);
            System.setErr(err);
            System.setIn(in);
        }
    }

    private static Run tern(String input, String... arguments) {
        return tern(new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)), arguments);
    }

    private static String file(String name) {
        return folder.resolve(name + ".safetensors").toString();
    }

    private static String expected(Predictor model, String text) {
        Prediction shown = model.predict(text);
        double probability = shown.probabilities().get(shown.labels().indexOf(shown.label()));
        return String.format(Locale.ROOT, "%s\t%.6f", shown.label(), probability);
    }

    @Test
    void everyArithmeticGivesTheNotebooksPredictions() {
        String input = String.join("\n", TEXTS) + "\n";
        Run whole = tern(input, "predict", file("integer"));
        assertThat(whole.exitCode()).as(whole.err()).isZero();
        assertThat(whole.err()).isEqualTo("tern: arithmetic: integer" + System.lineSeparator());
        assertThat(whole.out())
                .isEqualTo(TEXTS.stream()
                        .map(text -> expected(integer.integer(), text))
                        .toList());

        Run products = tern(input, "predict", file("mixed"));
        assertThat(products.err()).contains("integer products, fp32 between them");
        assertThat(products.out())
                .isEqualTo(TEXTS.stream()
                        .map(text -> expected(mixed.integer(), text))
                        .toList());

        Run floats = tern(input, "predict", file("real"));
        assertThat(floats.err()).contains("arithmetic: fp32");
        assertThat(floats.out())
                .isEqualTo(TEXTS.stream().map(text -> expected(real, text)).toList());
    }

    @Test
    void textsMayBeArguments() {
        assertThat(tern("", "predict", file("integer"), TEXTS.get(0), TEXTS.get(1))
                        .out())
                .containsExactly(expected(integer, TEXTS.get(0)), expected(integer, TEXTS.get(1)));
    }

    @Test
    void asManyLinesAsCameAndWhatIsCutIsSaidOnce() {
        String longest = "the road ".repeat(20).strip();
        Run run = tern("sun\n\n  \nsnow\n" + longest + "\r\n" + longest, "predict", file("integer"));
        assertThat(run.exitCode()).isZero();
        assertThat(run.out())
                .containsExactly(
                        expected(integer, "sun"),
                        "",
                        "",
                        expected(integer, "snow"),
                        expected(integer, longest),
                        expected(integer, longest));
        assertThat(run.err()).containsOnlyOnce("tokens").contains("text 5 has more than the 12 tokens");
        assertThat(tern("", "predict", file("integer")).out()).isEmpty();
        List<String> many = java.util.Collections.nCopies(600, "sun");
        assertThat(tern(String.join("\n", many), "predict", file("integer")).out())
                .hasSize(600)
                .containsOnly(expected(integer, "sun"));
    }

    @Test
    void jsonAndTop() {
        Prediction shown = integer.predict("sun");
        Run run = tern("sun\n\n", "predict", "--json", file("integer"));
        assertThat(run.out()).hasSize(2).last().isEqualTo("null");
        JsonObject line = JsonParser.parseString(run.out().get(0)).getAsJsonObject();
        assertThat(line.get("label").getAsString()).isEqualTo(shown.label());
        JsonObject all = line.getAsJsonObject("probabilities");
        for (int i = 0; i < shown.labels().size(); i++) {
            assertThat(all.get(shown.labels().get(i)).getAsDouble())
                    .isEqualTo(shown.probabilities().get(i));
        }
        assertThat(tern("sun\n", "predict", "--top", "2", file("integer"))
                        .out()
                        .get(0)
                        .split("\t"))
                .hasSize(4)
                .contains("cold", "quite warm")
                .startsWith(expected(integer, "sun").split("\t"));
        assertThat(tern("", "predict", "--top", "-1", file("integer")).exitCode())
                .isEqualTo(2);
    }

    @Test
    void aLineIsAnsweredBeforeTheNextComes() throws IOException {
        try (PipedOutputStream question = new PipedOutputStream();
                PipedInputStream input = new PipedInputStream(question)) {
            ByteArrayOutputStream answers = new ByteArrayOutputStream();
            Thread asking = new Thread(() -> {
                try (question) {
                    for (int asked = 1; asked <= 3; asked++) {
                        question.write("sun\n".getBytes(StandardCharsets.UTF_8));
                        question.flush();
                        while (answers.toString(StandardCharsets.UTF_8).lines().count() < asked) {
                            Thread.sleep(5);
                        }
                    }
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
            PrintStream out = System.out;
            InputStream in = System.in;
            asking.start();
            try {
                System.setOut(new PrintStream(answers, true, StandardCharsets.UTF_8));
                System.setIn(input);
                assertThat(Main.run("predict", file("integer"))).isZero();
            } finally {
                System.setOut(out);
                System.setIn(in);
                asking.interrupt();
            }
            assertThat(answers.toString(StandardCharsets.UTF_8).lines())
                    .hasSize(3)
                    .containsOnly(expected(integer, "sun"));
        }
    }

    @Test
    void whatIsNoModelIsOneSentenceAndExitCodeTwo() throws IOException {
        Path text = Files.writeString(folder.resolve("text.txt"), "no model at all");
        byte[] bytes = Files.readAllBytes(folder.resolve("integer.safetensors"));
        Path cut = Files.write(folder.resolve("cut.safetensors"), java.util.Arrays.copyOf(bytes, bytes.length / 2));
        bytes[bytes.length - 9] ^= 4;
        Path flipped = Files.write(folder.resolve("flipped.safetensors"), bytes);
        float[][] points = new float[20][4];
        int[] labels = new int[20];
        for (int i = 0; i < points.length; i++) {
            labels[i] = i % 2;
            points[i][i % 4] = 1;
        }
        Split split = Split.ofImages("points", List.of("a", "b"), new Split.ImageSize(2, 2), points, labels);
        Path features = folder.resolve("features.safetensors");
        Dsl.model(Dsl.mlp(3))
                .epochs(1)
                .fit(Dataset.of("points", "points", "made here", split, split))
                .save(features);
        for (Path wrong : List.of(folder.resolve("absent"), folder, text, cut, flipped, features)) {
            Run run = tern("sun\n", "predict", wrong.toString());
            assertThat(run.exitCode()).as(wrong.toString()).isEqualTo(2);
            assertThat(run.out()).isEmpty();
            assertThat(run.err().lines()).as(run.err()).hasSize(1).allMatch(line -> line.startsWith("tern: "));
            assertThat(run.err()).contains(wrong.getFileName().toString());
        }
        assertThat(tern("", "predict").exitCode()).isEqualTo(2);
    }
}
