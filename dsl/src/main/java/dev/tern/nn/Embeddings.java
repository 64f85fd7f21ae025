package dev.tern.nn;

import dev.tern.datasets.pretrained.BertShape;
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
    Tensor apply(Tape tape, Quantization quantization, Batch batch) {
        List<Tensor> words =
                words().stream().map(each -> quantization.table(tape, each)).toList();
        Tensor sum = quantization
                .operations()
                .embed(tape, words, quantization.table(tape, position), quantization.table(tape, type), batch);
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
