package dev.tern;

import static dev.tern.Dsl.integer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tern.datasets.pretrained.BertShape;
import dev.tern.datasets.text.WordPiece;
import dev.tern.integer.Classification;
import dev.tern.integer.Classifier;
import dev.tern.integer.IntegerProgram;
import dev.tern.io.CorruptFileException;
import dev.tern.nn.Arithmetic;
import dev.tern.nn.BertClassifier;
import dev.tern.nn.Choices;
import dev.tern.nn.EmbeddingTraining;
import dev.tern.nn.Nonlinearity;
import dev.tern.nn.Parameter;
import dev.tern.nn.Quantization;
import dev.tern.quant.Bits;
import dev.tern.quant.Bwn;
import dev.tern.quant.Granularity;
import dev.tern.quant.Lsq;
import dev.tern.quant.MinMaxWeights;
import dev.tern.quant.Scheme;
import dev.tern.quant.Twn;
import dev.tern.quant.WeightQuantizer;
import dev.tern.report.Prediction;
import dev.tern.tensor.Tape;
import dev.tern.train.History;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A classifier read from a file, without the half that trains, says what the model says that wrote it. */
class ServedTest {
    private static final int TOKENS = 37;
    private static final List<String> LABELS = List.of("cold", "mild", "warm");
    private static final WordPiece WORDS =
            WordPiece.learn(List.of("sun ice the old winter stove road", "sun house winter"), 60);
    private static final BertShape SHAPE = new BertShape(2, 24, 3, 40, WORDS.vocabularySize(), 40, 2);

    @TempDir
    private Path folder;

    /** Texts of 1 word to more than are read, twice over. */
    private static List<String> texts() {
        Random random = new Random(4);
        List<String> words = List.of("sun", "ice", "the", "old", "winter", "stove", "xyzzy", "road");
        List<String> texts = new ArrayList<>();
        for (int length = 1; length < TOKENS + 4; length += length < 6 ? 1 : 5) {
            texts.add(String.join(
                    " ",
                    random.ints(length, 0, words.size()).mapToObj(words::get).toList()));
        }
        return texts;
    }

    private static Model model(BertClassifier start, WeightQuantizer weights, Bits bits, Scheme scheme) {
        Random random = new Random(9);
        for (Parameter p : start.parameters()) {
            float[] values = p.value().toFloats();
            for (int i = 0; i < values.length; i++) {
                values[i] += (float) (0.3 * random.nextGaussian());
            }
            p.set(values);
        }
        Quantization quantization = Quantization.of(
                start,
                Choices.everywhere(weights),
                Choices.everywhere(new Quantization.Activations(bits, scheme)),
                Arithmetic.INTEGER);
        BertClassifier network = start.copy(quantization, EmbeddingTraining.TRAINED);
        Reader reader = new Reader.Text(WORDS, TOKENS);
        for (String text : texts()) {
            try (Tape tape = Tape.forTraining(1)) {
                network.forward(tape, Model.textBatch(reader, text), 0.1f);
            }
        }
        network.quantization().freeze(network);
        return new Model("random", "none", network, reader, LABELS, History.none());
    }

    @Test
    void logitsAreThoseOfTheModelThatWroteTheFile() {
        List<UnaryOperator<BertClassifier>> structures = List.of(
                network -> network,
                network -> network.with(Nonlinearity.RELU),
                network -> BertClassifier.random(SHAPE.inner(2, 13), 3, EmbeddingTraining.TRAINED, 4),
                network -> network.split(
                        network.quantizable().stream().map(Parameter::layer).toList()));
        List<WeightQuantizer> weights = List.of(
                Twn.TWN,
                Bwn.BWN.with(Granularity.perRow()),
                Lsq.LSQ.bits(Bits.INT3),
                MinMaxWeights.of(Bits.INT8),
                MinMaxWeights.of(Bits.INT4, Scheme.ASYMMETRIC).with(Granularity.perRow()));
        List<Scheme> schemes = List.of(
                Scheme.ASYMMETRIC, Scheme.SYMMETRIC.learnedClip(), Lsq.LSQ.scheme(), Scheme.ASYMMETRIC.nudged());
        for (int i = 0; i < structures.size(); i++) {
            for (int k = 0; k < weights.size(); k++) {
                BertClassifier start = BertClassifier.random(SHAPE, 3, EmbeddingTraining.TRAINED, 4);
                Bits bits = (i + k) % 2 == 0 ? Bits.INT8 : Bits.INT4;
                Scheme scheme = schemes.get((i + k) % schemes.size());
                compare(model(structures.get(i).apply(start), weights.get(k), bits, scheme));
            }
        }
    }

    private void compare(Model model) {
        Path file = folder.resolve("model.safetensors");
        model.save(file);
        Classifier served = Classifier.load(file);
        IntegerProgram program = IntegerProgram.of(model.network());
        List<Classification> together = served.predict(texts());
        for (int i = 0; i < together.size(); i++) {
            String text = texts().get(i);
            assertThat(served.logits(text))
                    .as(text)
                    .isEqualTo(program.logits(Model.textBatch(model.reader(), text))[0]);
            Prediction shown = model.integer().predict(text);
            assertThat(together.get(i).probabilities()).isEqualTo(shown.probabilities());
            assertThat(together.get(i).label()).isEqualTo(shown.label());
            assertThat(together.get(i).probability())
                    .isEqualTo(shown.probabilities().stream()
                            .mapToDouble(Double::doubleValue)
                            .max()
                            .orElseThrow());
        }
    }

    @Test
    void manyThreadsMayAskAtOnce() {
        Path file = folder.resolve("model.safetensors");
        model(BertClassifier.random(SHAPE, 3, EmbeddingTraining.TRAINED, 4), Twn.TWN, Bits.INT8, Scheme.ASYMMETRIC)
                .save(file);
        Classifier served = Classifier.load(file);
        List<Classification> one = texts().stream().map(served::predict).toList();
        assertThat(IntStream.range(0, 64)
                        .parallel()
                        .mapToObj(i -> served.predict(texts().get(i % one.size())))
                        .toList())
                .isEqualTo(IntStream.range(0, 64)
                        .mapToObj(i -> one.get(i % one.size()))
                        .toList());
    }

    @Test
    void aTextIsReadOrNotAndWholeOrNot() {
        Path file = folder.resolve("model.safetensors");
        model(BertClassifier.random(SHAPE, 3, EmbeddingTraining.TRAINED, 4), Twn.TWN, Bits.INT8, Scheme.ASYMMETRIC)
                .save(file);
        Classifier served = Classifier.load(file);
        assertThat(served.labels()).isEqualTo(LABELS);
        assertThat(served.tokens()).isEqualTo(TOKENS);
        assertThat(served.reads("sun")).isTrue();
        assertThat(served.reads(" \t ")).isFalse();
        assertThat(served.cuts("the ".repeat(TOKENS - 2))).isFalse();
        assertThat(served.cuts("the ".repeat(TOKENS - 1))).isTrue();
        assertThatThrownBy(() -> served.predict(" ")).hasMessageContaining("no token");
    }

    @Test
    void whatCannotBeServedIsSaid() throws IOException {
        Path mixed = folder.resolve("mixed.safetensors");
        Toy.student().save(mixed);
        assertThatThrownBy(() -> Classifier.load(mixed))
                .hasMessageContaining(mixed.toString())
                .hasMessageContaining(".arithmetic(" + integer + ")");
        Path text = folder.resolve("text.txt");
        Files.writeString(text, "no model");
        assertThatThrownBy(() -> Classifier.load(text)).isInstanceOf(CorruptFileException.class);
    }
}
