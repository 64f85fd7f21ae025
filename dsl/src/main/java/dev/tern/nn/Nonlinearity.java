package dev.tern.nn;

import dev.tern.tensor.Gelu;
import dev.tern.tensor.Relu;
import dev.tern.tensor.Tape;
import dev.tern.tensor.Tensor;

/** What stands between the two linear layers of a feed-forward block. */
public enum Nonlinearity {
    /** BERT's own (Devlin et al., NAACL 2019): negative values down to -0.17 take codes of their own. */
    GELU {
        @Override
        public Tensor apply(Tape tape, Tensor x) {
            return Gelu.apply(tape, x);
        }
    },
    /** Nothing below zero, so that few codes suffice: BinaryBERT's choice for 4-bit activations (Bai et al., ACL 2021). */
    RELU {
        @Override
        public Tensor apply(Tape tape, Tensor x) {
            return Relu.apply(tape, x);
        }
    };

    /** The same shape as x, real. */
    public abstract Tensor apply(Tape tape, Tensor x);

    /** How a trace names it. */
    public String label() {
        return this == GELU ? "GELU" : "ReLU";
    }
}
