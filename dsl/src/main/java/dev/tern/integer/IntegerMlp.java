package dev.tern.integer;

import dev.tern.nn.Batch;
import dev.tern.nn.Mlp;
import dev.tern.tensor.Linear;
import dev.tern.tensor.Relu;
import dev.tern.tensor.Tape;
import dev.tern.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/** {@link Mlp} in integers: packed matrices and integer products; ReLU and the classifier compute in float. */
final class IntegerMlp implements IntegerProgram {
    private final Mlp network;
    private final List<Place> places = new ArrayList<>();
    private final List<IntegerDense> layers = new ArrayList<>();

    IntegerMlp(Mlp network) {
        this.network = network;
        for (String name : network.places()) {
            Place place = new Place(name, network.quantization().activation(name));
            places.add(place);
            layers.add(new IntegerDense(network, name.replaceFirst("\\.input$", ""), place));
        }
    }

    @Override
    public float[][] logits(Batch batch, Watcher watcher) {
        try (Tape tape = Tape.forInference()) {
            Tensor x = tape.constant(
                    batch.features(), batch.size(), network.widths().get(0));
            for (int i = 0; i < layers.size(); i++) {
                byte[] codes = places.get(i).quantize(tape, x);
                watcher.see(places.get(i).name(), codes);
                x = Relu.apply(tape, layers.get(i).multiply(tape, codes, batch.size()));
            }
            float[] logits = Linear.apply(
                            tape,
                            x,
                            network.quantization().evaluated(network.parameter("classifier.weight")),
                            network.parameter("classifier.bias").value())
                    .toFloats();
            float[][] result = new float[batch.size()][network.classes()];
            for (int b = 0; b < result.length; b++) {
                System.arraycopy(logits, b * network.classes(), result[b], 0, network.classes());
            }
            return result;
        }
    }

    @Override
    public List<TraceRow> trace() {
        List<TraceRow> rows = new ArrayList<>();
        for (IntegerDense layer : layers) {
            layer.traceTo(rows);
            rows.add(new TraceRow("ReLU", "int32", "—", "—", "fp32, then codes", "fp32"));
        }
        rows.add(new TraceRow("classifier = x·Wᵀ + b", "fp32", "fp32", "—", "logits", "fp32"));
        return rows;
    }
}
