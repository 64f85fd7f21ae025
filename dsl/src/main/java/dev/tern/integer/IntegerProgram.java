package dev.tern.integer;

import dev.tern.nn.Arithmetic;
import dev.tern.nn.Batch;
import dev.tern.nn.BertClassifier;
import dev.tern.nn.Mlp;
import dev.tern.nn.Network;
import java.util.List;

/** A network lowered to packed weights and integer products; its codes are those of the network it came from. */
public sealed interface IntegerProgram permits IntegerBert, IntegerMlp, WholeBert, WholeMlp {

    /**
     * Lowers a trained network.
     *
     * @throws IllegalStateException if its weights or activations are not quantized to integers, saying what to add
     */
    static IntegerProgram of(Network network) {
        if (!network.quantization().hasActivations()) {
            throw new IllegalStateException("This model keeps fp32 activations, so it cannot run on integers."
                    + " Add .activations(int8, asymmetric) to its recipe and fit again.");
        }
        if (!network.quantization().hasWeights()) {
            throw new IllegalStateException("This model keeps fp32 weights, so it cannot run on integers."
                    + " Add .ternarize(TWN) or .weights(int8) to its recipe and fit again.");
        }
        if (network.quantization().arithmetic() == Arithmetic.INTEGER) {
            return network instanceof BertClassifier bert ? new WholeBert(bert) : new WholeMlp((Mlp) network);
        }
        return network instanceof BertClassifier bert ? new IntegerBert(bert) : new IntegerMlp((Mlp) network);
    }

    /** Logits, [batch][classes]. */
    default float[][] logits(Batch batch) {
        return logits(batch, (place, codes) -> {});
    }

    /** Logits, [batch][classes]; the watcher is shown the codes of every place. */
    float[][] logits(Batch batch, Watcher watcher);

    /** Every operation in order. */
    List<TraceRow> trace();

    /** Sees the codes of a place as a batch passes it: code plus 128 where codes are signed. */
    @FunctionalInterface
    interface Watcher {
        void see(String place, byte[] codes);
    }
}
