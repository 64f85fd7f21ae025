package dev.tern.integer;

import dev.tern.datasets.pretrained.BertShape;
import dev.tern.datasets.text.Encoded;
import dev.tern.datasets.text.WordPiece;
import dev.tern.stored.StoredFile;
import dev.tern.stored.StoredNetwork;
import dev.tern.stored.StoredTokenizer;
import dev.tern.tensor.Threads;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A model that was trained with {@code .arithmetic(integer)}, from its file, to be used anywhere: its predictions are
 * those of {@code student.integer()}, bit by bit, and nothing of the half that trains is needed or loaded. Safe to share
 * between threads.
 *
 * <pre>{@code
 * Classifier sentiment = Classifier.load(Path.of("sentiment.safetensors"));
 * Classification answer = sentiment.predict("a warm and funny film");
 * System.out.println(answer.label() + " " + answer.probability());
 * for (Classification each : sentiment.predict(List.of("dull", "a delight"))) {
 *     System.out.println(each.label());
 * }
 * }</pre>
 */
public final class Classifier {
    /** [CLS] and [SEP] alone. */
    private static final int EMPTY = 2;

    private final EncoderProgram program;
    private final float logitScale;
    private final WordPiece tokenizer;
    private final int tokens;
    private final List<String> labels;

    private Classifier(StoredFile file, StoredNetwork network, BertShape shape) {
        EncoderLowering.Lowered lowered = EncoderLowering.of(
                new TrainedFile(file), shape, network.labels().size(), !network.isRelu());
        program = new EncoderProgram(lowered.state());
        logitScale = lowered.logitScale();
        tokenizer = StoredTokenizer.read(file, shape.vocabulary());
        tokens = network.tokens();
        labels = List.copyOf(network.labels());
    }

    /**
     * Reads what {@code model.save(...)} or {@code student.integer().save(...)} wrote.
     *
     * @throws java.io.UncheckedIOException if the file cannot be read
     * @throws dev.tern.io.CorruptFileException if it is no safetensors file, or broken
     * @throws IllegalArgumentException if the model was trained in other arithmetic, or reads no text
     */
    public static Classifier load(Path path) {
        return of(StoredFile.read(path));
    }

    /** The same of a file that was read. */
    public static Classifier of(StoredFile file) {
        StoredNetwork network = StoredNetwork.read(file);
        BertShape shape = network.bert();
        if (shape == null) {
            throw new IllegalArgumentException("The model in " + file.file().file()
                    + " reads feature vectors, not texts: load it with load(...) and use evaluate(split).");
        }
        if (!network.isInteger()) {
            throw new IllegalArgumentException(
                    "The model in " + file.file().file()
                            + " needs fp32 between its products: load it with load(...), or train it with .arithmetic(integer).");
        }
        try {
            return new Classifier(file, network, shape);
        } catch (IllegalStateException e) {
            throw file.corrupt(String.valueOf(e.getMessage()));
        }
    }

    /** The classes, in the order of the logits. */
    public List<String> labels() {
        return labels;
    }

    /** The longest text that is read whole, in tokens, [CLS] and [SEP] included. */
    public int tokens() {
        return tokens;
    }

    /** Whether a text holds anything to read: at least one token. */
    public boolean reads(String text) {
        return tokenizer.encode(text, EMPTY + 1).ids().length > EMPTY;
    }

    /** Whether a text is longer than {@link #tokens}, so that its end is not read. */
    public boolean cuts(String text) {
        return tokenizer.encode(text, tokens + 1).ids().length > tokens;
    }

    /**
     * What the model says about one text.
     *
     * @throws IllegalArgumentException if the text has no token
     */
    public Classification predict(String text) {
        return Classification.of(labels, logits(text));
    }

    /** What the model says about each text, in their order, with all threads at work. */
    public List<Classification> predict(List<String> texts) {
        int[] codes = new int[texts.size() * labels.size()];
        Threads.parallel(
                texts.size(),
                1,
                (from, to) -> program.logits(
                        IntStream.range(from, to)
                                .mapToObj(i -> encoded(texts.get(i), i * labels.size()))
                                .toList(),
                        codes));
        return IntStream.range(0, texts.size())
                .mapToObj(i -> Classification.of(labels, real(codes, i * labels.size())))
                .toList();
    }

    /** The logits of one text, a class each. */
    public float[] logits(String text) {
        int[] codes = new int[labels.size()];
        program.logits(encoded(text, 0), codes);
        return real(codes, 0);
    }

    private Text encoded(String text, int to) {
        Encoded encoded = tokenizer.encode(text, tokens);
        int length = encoded.ids().length;
        if (length <= EMPTY) {
            throw new IllegalArgumentException("The text \"" + text + "\" has no token: give at least one word.");
        }
        return new Text(encoded.ids(), encoded.types(), 0, length, to, Observer.NONE);
    }

    private float[] real(int[] codes, int from) {
        float[] logits = new float[labels.size()];
        for (int i = 0; i < logits.length; i++) {
            logits[i] = codes[from + i] * logitScale;
        }
        return logits;
    }

    @Override
    public String toString() {
        return "Classifier[" + String.join(", ", labels) + "]";
    }
}
