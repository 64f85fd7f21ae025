package dev.tern.nn;

import dev.tern.tensor.Tape;
import java.util.List;

/** A trainable network: parameters, a forward pass, and what of it is quantized. */
public sealed interface Network permits BertClassifier, Mlp {

    /** Everything that is stored, in a fixed order. */
    List<Parameter> parameters();

    /** What training changes: all parameters but the frozen ones. */
    List<Parameter> trained();

    /** The matrices and tables a recipe may quantize: the layer's name in order, without the head. */
    List<Parameter> quantizable();

    /** Names of the places where activations may be quantized in this arithmetic, in the order they are passed. */
    List<String> places(Arithmetic arithmetic);

    /** The places of the network's own arithmetic. */
    default List<String> places() {
        return places(quantization().arithmetic());
    }

    /** What of this network is quantized. */
    Quantization quantization();

    /** A network of its own memory with the same weights, quantized as told. */
    Network copy(Quantization quantization, EmbeddingTraining embeddings);

    /**
     * One pass. What it yields is valid until the tape is reset.
     *
     * @param dropout probability of dropping a hidden unit or attention probability, in [0, 1); 0 when evaluating
     */
    Outputs forward(Tape tape, Batch batch, float dropout);

    /** The network as it would be if training ended now: quantization frozen, all memory its own. */
    default Network frozenCopy() {
        EmbeddingTraining embeddings =
                this instanceof BertClassifier bert ? bert.embeddingTraining() : EmbeddingTraining.TRAINED;
        return copy(quantization().frozenCopy(this), embeddings);
    }

    /** Number of classes. */
    int classes();

    /** One phrase, such as "BERT, 2 layers, width 384, 12 heads". */
    String describe();

    /** How many numbers it holds, quantized or not. */
    default long size() {
        return parameters().stream().mapToLong(p -> p.value().size()).sum();
    }

    /** All matrices and tables, the head's too. */
    default List<Parameter> matrices() {
        return parameters().stream().filter(p -> p.kind().decays()).toList();
    }

    /** The layer names of this network's matrices, as a user writes them. */
    default List<String> layers() {
        return matrices().stream().map(Parameter::layer).toList();
    }

    /** The parameter of this name, which must exist. */
    default Parameter parameter(String name) {
        return parameters().stream()
                .filter(p -> p.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("There is no parameter " + name + "."));
    }

    /** The matrix or table of a layer; an error lists the layers there are. */
    default Parameter matrix(String layer) {
        return parameters().stream()
                .filter(p -> p.name().equals(layer + ".weight"))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "There is no layer \"" + layer + "\". The layers are " + String.join(", ", layers()) + "."));
    }
}
