package dev.tern.nn;

import dev.tern.datasets.pretrained.BertShape;
import dev.tern.tensor.LookedUpRows;
import dev.tern.tensor.Tape;
import dev.tern.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
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
        Function<Parameter, Tensor> whole = training == EmbeddingTraining.FROZEN
                ? each -> quantization.table(tape, each).withoutGradient()
                : each -> quantization.table(tape, each);
        boolean byRow = tape.isRecording()
                && training == EmbeddingTraining.TRAINED
                && words().stream().allMatch(quantization::isQuantizedByRow);
        Batch read = batch;
        Function<Parameter, Tensor> table = whole;
        if (byRow) {
            LookedUpRows rows =
                    LookedUpRows.of(tape, batch.tokens(), word.value().rows());
            read = batch.withTokens(rows.places());
            table = each -> quantization.rows(tape, each, rows);
        }
        List<Tensor> tables = words().stream().map(table).toList();
        Tensor sum = quantization.operations().embed(tape, tables, whole.apply(position), whole.apply(type), read);
        return quantization.operations().norm(tape, null, sum, norm);
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
