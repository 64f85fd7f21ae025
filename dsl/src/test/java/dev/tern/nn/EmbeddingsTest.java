package dev.tern.nn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tern.datasets.pretrained.BertShape;
import dev.tern.quant.Bits;
import dev.tern.quant.Bwn;
import dev.tern.quant.Granularity;
import dev.tern.quant.Lat;
import dev.tern.quant.MinMaxWeights;
import dev.tern.quant.Twn;
import dev.tern.quant.WeightQuantizer;
import dev.tern.tensor.AdamW;
import dev.tern.tensor.Sequences;
import dev.tern.tensor.Tape;
import dev.tern.tensor.Tensor;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Embeddings that work on the rows a batch looks up against those of the whole table, bit for bit. */
class EmbeddingsTest {
    private static final BertShape SHAPE = new BertShape(1, 24, 2, 40, 300, 10, 2);

    @Test
    void twentyStepsAreThoseOfTheWholeTable() {
        twentySteps(null);
        twentySteps(Twn.TWN);
        twentySteps(Twn.TWN.exact().clip(0.03f));
        twentySteps(Twn.TWN.with(Granularity.perGroup(7)));
        twentySteps(Bwn.BWN.paperGradient());
        twentySteps(MinMaxWeights.of(Bits.INT4));
        twentySteps(Lat.LAT);
    }

    private static void twentySteps(@Nullable WeightQuantizer quantizer) {
        BertClassifier byRow = network(quantizer);
        BertClassifier whole = network(quantizer);
        Random random = new Random(6);
        try (Tape tape = Tape.forTraining(1);
                AdamW first = optimizer(byRow);
                AdamW second = optimizer(whole)) {
            for (int step = 0; step < 20; step++) {
                Batch batch = batch(random);
                float[] upstream = new float[batch.tokens().length * SHAPE.width()];
                for (int i = 0; i < upstream.length; i++) {
                    upstream[i] = (float) random.nextGaussian();
                }
                Tensor some = byRow.embeddings().apply(tape, byRow.quantization(), EmbeddingTraining.TRAINED, batch);
                float[] result = some.toFloats();
                double norm = step(tape, some, upstream, first);
                Tensor all = ofWholeTables(tape, whole, batch);
                assertThat(result).as("%s, step %d", quantizer, step).isEqualTo(all.toFloats());
                assertThat(norm).isEqualTo(step(tape, all, upstream, second));
                for (int i = 0; i < byRow.embeddings().parameters().size(); i++) {
                    assertThat(byRow.embeddings().parameters().get(i).value().toFloats())
                            .as("%s, step %d, parameter %d", quantizer, step, i)
                            .isEqualTo(whole.embeddings()
                                    .parameters()
                                    .get(i)
                                    .value()
                                    .toFloats());
                }
            }
        }
    }

    private static Tensor ofWholeTables(Tape tape, BertClassifier network, Batch batch) {
        Quantization quantization = network.quantization();
        Embeddings tables = network.embeddings();
        Tensor sum = quantization
                .operations()
                .embed(
                        tape,
                        quantization.table(tape, tables.word()),
                        null,
                        quantization.table(tape, tables.position()),
                        quantization.table(tape, tables.type()),
                        batch.tokens(),
                        batch);
        return quantization.operations().norm(tape, null, sum, tables.norm());
    }

    private static double step(Tape tape, Tensor y, float[] upstream, AdamW optimizer) {
        Tensor loss = tape.allocate(1, 1);
        tape.record(() -> {
            y.startGradient();
            y.gradientMemory().put(0, upstream);
        });
        tape.backward(loss);
        double norm = optimizer.step(1e-2);
        tape.reset();
        return norm;
    }

    private static BertClassifier network(@Nullable WeightQuantizer quantizer) {
        BertClassifier plain = BertClassifier.random(SHAPE, 3, EmbeddingTraining.TRAINED, 4);
        return plain.copy(Quantization.of(plain, quantizer, null), EmbeddingTraining.TRAINED);
    }

    private static AdamW optimizer(BertClassifier network) {
        return new AdamW(
                AdamW.Settings.BERT,
                network.embeddings().parameters().stream().map(Parameter::value).toList(),
                List.of());
    }

    private static Batch batch(Random random) {
        int time = 1 + random.nextInt(SHAPE.positions());
        int[] tokens = random.ints(5 * time, 0, SHAPE.vocabulary()).toArray();
        int[] types = random.ints(5 * time, 0, 2).toArray();
        int[] lengths = random.ints(5, 1, time + 1).toArray();
        return new Batch(new Sequences(5, time, lengths), tokens, types, new float[0], new int[5], new int[5]);
    }
}
