package dev.tern.quant;

import java.util.stream.Stream;

/** Every weight quantizer that is a constant under {@code dev.tern}, for tests outside this package. */
public final class QuantizerConstants {
    private QuantizerConstants() {}

    public static Stream<WeightQuantizer> all() {
        return QuantizerContractTest.quantizers();
    }
}
