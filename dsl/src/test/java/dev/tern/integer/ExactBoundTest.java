package dev.tern.integer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tern.nn.Batch;
import dev.tern.nn.EmbeddingTraining;
import dev.tern.nn.Mlp;
import dev.tern.nn.Network;
import dev.tern.nn.Quantization;
import dev.tern.quant.Bits;
import dev.tern.quant.MinMaxWeights;
import dev.tern.quant.Scheme;
import dev.tern.tensor.Sequences;
import dev.tern.tensor.Tape;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A layer too wide for exact sums in fp32 is refused, and told what fits does. */
class ExactBoundTest {
    private static final int WIDTH = 1200;

    /** Every weight has the largest code there is. */
    private static Network lowered(Bits bits) {
        Network start = Mlp.random(List.of(WIDTH, 4, 2), 1);
        float[] ones = new float[4 * WIDTH];
        Arrays.fill(ones, 1);
        start.parameter("hidden.0.weight").set(ones);
        Network network = start.copy(
                Quantization.of(
                        start, MinMaxWeights.of(bits), new Quantization.Activations(Bits.INT8, Scheme.ASYMMETRIC)),
                EmbeddingTraining.TRAINED);
        try (Tape tape = Tape.forTraining(1)) {
            network.forward(tape, batch(), 0);
        }
        network.quantization().freeze(network);
        return network;
    }

    private static Batch batch() {
        float[] features = new float[WIDTH];
        for (int i = 0; i < WIDTH; i++) {
            features[i] = i;
        }
        return new Batch(new Sequences(1, 1, new int[] {1}), new int[0], new int[0], features, new int[1], new int[0]);
    }

    @Test
    void theErrorNamesTheBitsThatFit() {
        assertThatThrownBy(() -> IntegerProgram.of(lowered(Bits.INT8)))
                .hasMessageContaining("1200 wide")
                .hasMessageContaining(".weights(int6).forLayers(\"hidden.0\")");
    }

    @Test
    void thoseBitsDoFit() {
        Network network = lowered(Bits.INT6);
        float[][] logits = IntegerProgram.of(network).logits(batch());
        try (Tape tape = Tape.forInference()) {
            assertThat(logits[0])
                    .isEqualTo(network.forward(tape, batch(), 0).logits().toFloats());
        }
    }
}
