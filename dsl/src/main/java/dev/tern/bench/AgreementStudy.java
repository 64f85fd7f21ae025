package dev.tern.bench;

import dev.tern.datasets.Datasets;
import dev.tern.datasets.pretrained.MiniLM;
import dev.tern.datasets.pretrained.Pretrained;
import dev.tern.integer.IntegerProgram;
import dev.tern.nn.Arithmetic;
import dev.tern.nn.Batch;
import dev.tern.nn.BertClassifier;
import dev.tern.nn.Choices;
import dev.tern.nn.EmbeddingTraining;
import dev.tern.nn.Network;
import dev.tern.nn.Quantization;
import dev.tern.quant.ActivationQuantizer;
import dev.tern.quant.Bits;
import dev.tern.quant.Grid;
import dev.tern.quant.Scheme;
import dev.tern.quant.Twn;
import dev.tern.tensor.Sequences;
import dev.tern.tensor.Tape;
import dev.tern.train.Examples;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;

/**
 * Whether the integer program and the fake-quantized forward pass have equal codes at every place and equal logits on
 * real sentences: text messages through MiniLM with ternary weights and 8-bit activations, ranges from other messages.
 *
 * <pre>
 * java --add-modules jdk.incubator.vector -cp "install/target/tern/lib/*" dev.tern.bench.AgreementStudy 1000
 * </pre>
 */
public final class AgreementStudy {
    private static final int BATCH = 16;
    private static final int RANGE_BATCHES = 8;
    private static final int TOKENS = 128;

    private final Network network;
    private final IntegerProgram program;
    private long codes;
    private long differentCodes;
    private int equalSentences;

    private AgreementStudy(Network network) {
        this.network = network;
        this.program = IntegerProgram.of(network);
    }

    /** Prints how many sentences and codes agree; the argument is how many sentences are tried. */
    public static void main(String[] arguments) {
        int sentences = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 1_000;
        Pretrained weights = MiniLM.load((file, done, total) -> {});
        Examples train = Examples.text(Datasets.spam().train(), weights.tokenizer(), TOKENS);
        BertClassifier full = BertClassifier.from(weights, 2, EmbeddingTraining.FROZEN, 1);
        Quantization.Activations bytes = new Quantization.Activations(Bits.INT8, Scheme.ASYMMETRIC);
        Network network = full.copy(
                Quantization.of(full, Choices.everywhere(Twn.TWN), Choices.everywhere(bytes), Arithmetic.INTEGER),
                EmbeddingTraining.FROZEN);
        for (int i = 0; i < RANGE_BATCHES; i++) {
            try (Tape tape = Tape.forTraining(1)) {
                network.forward(tape, batch(train, sentences + i * BATCH, BATCH), 0);
            }
        }
        network.quantization().freeze(network);
        AgreementStudy study = new AgreementStudy(network);
        for (int i = 0; i < sentences; i += BATCH) {
            study.compare(batch(train, i, Math.min(BATCH, sentences - i)));
        }
        System.out.println("Sentences with equal codes at all "
                + network.places().size()
                + " places and equal logits: " + study.equalSentences + " of " + sentences + "; codes that differ: "
                + study.differentCodes + " of " + study.codes);
    }

    private static Batch batch(Examples examples, int first, int count) {
        return examples.batch(IntStream.range(first, first + count).toArray());
    }

    private void compare(Batch batch) {
        Map<String, float[]> expected = new HashMap<>();
        for (String place : network.places()) {
            quantizer(place).observe(tensor -> {
                float[] values = new float[tensor.size()];
                tensor.data().get(0, values);
                expected.put(place, values);
            });
        }
        float[] logits;
        try (Tape tape = Tape.forInference()) {
            logits = network.forward(tape, batch, 0).logits().toFloats();
        }
        network.places().forEach(place -> quantizer(place).observe(null));
        boolean[] differs = new boolean[batch.size()];
        float[][] found = program.logits(
                batch,
                (place, bytes) -> count(
                        place, bytes, Objects.requireNonNull(expected.remove(place), place), batch.layout(), differs));
        if (!expected.isEmpty()) {
            throw new IllegalStateException("The program did not show the codes of " + expected.keySet());
        }
        for (int b = 0; b < batch.size(); b++) {
            for (int k = 0; k < found[b].length; k++) {
                differs[b] |= found[b][k] != logits[b * found[b].length + k];
            }
            equalSentences += differs[b] ? 0 : 1;
        }
    }

    /** Compares where the sentences are; the program does not compute padding. */
    private void count(String place, byte[] bytes, float[] expected, Sequences layout, boolean[] differs) {
        Grid grid = quantizer(place).grid();
        int zero = grid.zeroPoint() + (grid.lowest() < 0 ? 128 : 0);
        int each = bytes.length / layout.batch();
        boolean isHead = place.startsWith("pooler") || place.startsWith("classifier");
        boolean isSquare = place.endsWith("probabilities");
        for (int i = 0; i < bytes.length; i++) {
            int b = i / each;
            int row = isSquare ? i / layout.time() % layout.time() : isHead ? 0 : i % each / (each / layout.time());
            int column = isSquare ? i % layout.time() : 0;
            if (isHead || row < layout.lengths()[b] && column < layout.lengths()[b]) {
                boolean isOther = (bytes[i] & 0xFF) - zero != expected[i];
                codes++;
                differentCodes += isOther ? 1 : 0;
                differs[b] |= isOther;
            }
        }
    }

    private ActivationQuantizer quantizer(String place) {
        return Objects.requireNonNull(network.quantization().activation(place), place);
    }
}
