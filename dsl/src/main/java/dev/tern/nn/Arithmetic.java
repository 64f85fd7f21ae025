package dev.tern.nn;

import dev.tern.quant.Bits;
import dev.tern.quant.MinMaxWeights;
import dev.tern.quant.Requantizer;
import dev.tern.quant.WeightQuantizer;
import org.jspecify.annotations.Nullable;

/** In what the operations between quantized products compute: {@code .arithmetic(integer)}. */
public enum Arithmetic {
    /** GELU, softmax, LayerNorm, tanh, residual additions and classifier in fp32, as TernaryBERT has them. */
    MIXED(new MixedOperations(), Requantizer.Form.BITS_31),

    /**
     * All of them in whole numbers: I-BERT (Kim et al., ICML 2021), at fixed scales. Position and type tables and the
     * classifier, which others keep in fp32, are int8 unless told, and the classifier's input is a place of its own.
     */
    INTEGER(new IntegerOperations(), Requantizer.Form.BITS_16);

    private final Operations operations;
    private final Requantizer.Form form;

    Arithmetic(Operations operations, Requantizer.Form form) {
        this.operations = operations;
        this.form = form;
    }

    Operations operations() {
        return operations;
    }

    /** How ratios of scales are written. */
    Requantizer.Form form() {
        return form;
    }

    /** How a table or the classifier is quantized if nothing is said of it; null keeps fp32. */
    @Nullable
    WeightQuantizer usual() {
        return this == INTEGER ? MinMaxWeights.of(Bits.INT8) : null;
    }

    /** A parameter's quantizer must make whole numbers of one scale a matrix or row. */
    void require(Parameter parameter, @Nullable WeightQuantizer quantizer) {
        if (this == INTEGER && quantizer == null) {
            throw new IllegalStateException("Integer arithmetic needs whole numbers everywhere, but the weights of "
                    + parameter.layer()
                    + " stay fp32. Add .weights(int8) or .ternarize(TWN), without keepFloat(\"...\")"
                    + " for this layer, or leave out .arithmetic(integer).");
        }
        if (this == INTEGER && quantizer != null && quantizer.granularity().scales(1, 1 << 20) > 1) {
            throw new IllegalStateException("Integer arithmetic adds up a row before it is scaled, but the weights of "
                    + parameter.layer() + " have a scale " + quantizer.granularity()
                    + ", several to a row. Write perChannel or perTensor, or leave out .arithmetic(integer).");
        }
    }

    /** A place's activations must be whole numbers of a scale that is stored. */
    void require(String place, Quantization.@Nullable Activations chosen) {
        if (this == INTEGER && (chosen == null || !chosen.scheme().isInteger())) {
            throw new IllegalStateException("Integer arithmetic needs a stored range with zero on its grid, but the"
                    + " activations at " + place + " are " + (chosen == null ? "fp32" : chosen)
                    + ". Add .activations(int8, asymmetric), without dynamic(), floatOffset() or fromMinimum(), or leave"
                    + " out .arithmetic(integer).");
        }
    }

    /** The word. */
    @Override
    public String toString() {
        return this == INTEGER ? "integer" : "mixed";
    }
}
