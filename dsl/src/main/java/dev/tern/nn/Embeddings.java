package dev.tern.nn;

import dev.tern.datasets.pretrained.BertShape;
import dev.tern.tensor.LookedUpRows;
import dev.tern.tensor.Tape;
import dev.tern.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * BERT's embedding: the rows of word, position and type summed, then LayerNorm. A split word table (BinaryBERT) has a
 * second half whose rows are added.
 *
 * @param word [vocabulary, width]
 * @param half [vocabulary, width]; null unless the word table is split
 * @param position [positions, width]
 * @param type [types, width]
 */
record Embeddings(Parameter word, @Nullable Parameter half, Parameter position, Parameter type, Norm norm) {

    static Embeddings of(BertShape shape, Random random) {
        Parameter.Kind table = Parameter.Kind.TABLE;
        return new Embeddings(
                Parameter.normal("embeddings.word.weight", table, shape.vocabulary(), shape.width(), random),
                null,
                Parameter.normal("embeddings.position.weight", table, shape.positions(), shape.width(), random),
                Parameter.normal("embeddings.type.weight", table, shape.types(), shape.width(), random),
                Norm.of("embeddings.norm", shape.width()));
    }

    /** [batch · time, width] */
    Tensor apply(Tape tape, Quantization quantization, EmbeddingTraining training, Batch batch) {
        int[] tokens = batch.tokens();
        Tensor first;
        Tensor second;
        if (isReadByRow(tape, quantization, training)) {
            LookedUpRows rows = LookedUpRows.of(tape, tokens, word.value().rows());
            tokens = rows.places();
            first = quantization.rows(tape, word, rows);
            second = half == null ? null : quantization.rows(tape, half, rows);
        } else {
            first = table(tape, quantization, training, word);
            second = half == null ? null : table(tape, quantization, training, half);
        }
        Tensor positions = table(tape, quantization, training, position);
        Tensor types = table(tape, quantization, training, type);
        Tensor sum = quantization.operations().embed(tape, first, second, positions, types, tokens, batch);
        return quantization.operations().norm(tape, null, sum, norm);
    }

    /** Whether a step need not look at more of the word table than the rows of its batch. */
    private boolean isReadByRow(Tape tape, Quantization quantization, EmbeddingTraining training) {
        return tape.isRecording()
                && training == EmbeddingTraining.TRAINED
                && quantization.isQuantizedByRow(word)
                && (half == null || quantization.isQuantizedByRow(half));
    }

    private static Tensor table(Tape tape, Quantization quantization, EmbeddingTraining training, Parameter table) {
        Tensor whole = quantization.table(tape, table);
        return training == EmbeddingTraining.FROZEN ? whole.withoutGradient() : whole;
    }

    /** The word table, or its two halves. */
    List<Parameter> words() {
        return half == null ? List.of(word) : List.of(word, half);
    }

    List<Parameter> parameters() {
        List<Parameter> all = new ArrayList<>(words());
        all.add(position);
        all.add(type);
        all.addAll(norm.parameters());
        return all;
    }

    Embeddings copy() {
        return new Embeddings(
                word.copy(), half == null ? null : half.copy(), position.copy(), type.copy(), norm.copy());
    }

    /** The same with a second word table of zeros, unless it has one. */
    Embeddings split() {
        return half == null ? new Embeddings(word, word.secondHalf(), position, type, norm) : this;
    }
}
