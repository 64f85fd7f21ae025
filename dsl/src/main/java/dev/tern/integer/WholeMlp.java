package dev.tern.integer;

import dev.tern.nn.Batch;
import dev.tern.nn.Mlp;
import dev.tern.tensor.Tape;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** A perceptron trained in integer arithmetic as a {@link PerceptronProgram}; its features are quantized at the door. */
final class WholeMlp implements IntegerProgram {
    private final Place features;
    private final PerceptronProgram program;
    private final float logitScale;
    private final List<String> names;

    WholeMlp(Mlp network) {
        Lowering lowering = new Lowering(new TrainedNetwork(network));
        names = network.places();
        features = new Place(names.get(0), network.quantization().activation(names.get(0)));
        float scale = 1;
        for (int i = 0; i < names.size(); i++) {
            String place = names.get(i);
            if (i > 0) {
                lowering.addPlace(place, scale);
            }
            scale = lowering.addDense(
                    place.replaceFirst("\\.input$", ""),
                    place,
                    network.widths().get(i + 1),
                    network.widths().get(i));
        }
        logitScale = scale;
        int widest = network.widths().stream().mapToInt(Integer::intValue).max().orElseThrow();
        lowering.state().put("layers", names.size(), widest);
        program = new PerceptronProgram(lowering.state());
    }

    @Override
    public float[][] logits(Batch batch, Watcher watcher) {
        byte[] codes;
        try (Tape tape = Tape.forInference()) {
            codes = features.quantize(
                    tape, tape.constant(batch.features(), batch.size(), batch.features().length / batch.size()));
        }
        watcher.see(features.name(), codes);
        Map<String, byte[]> seen = new ConcurrentHashMap<>();
        int[] logits = program.logits(codes, batch.size(), collector(seen, batch.size()));
        program.places().forEach(place -> watcher.see(place.name(), seen.getOrDefault(place.name(), new byte[0])));
        int classes = program.classes();
        float[][] result = new float[batch.size()][classes];
        for (int i = 0; i < logits.length; i++) {
            result[i / classes][i % classes] = logits[i] * logitScale;
        }
        return result;
    }

    private static Observer collector(Map<String, byte[]> seen, int size) {
        return new Observer() {
            @Override
            public void see(CodesStep place, int row, int rows, byte[] codes, int from, int width) {
                byte[] all = seen.computeIfAbsent(place.name(), name -> new byte[size * width]);
                System.arraycopy(codes, from, all, row * width, rows * width);
            }

            @Override
            public void seePart(CodesStep place, int head, int row, byte[] codes, int from, int count) {}
        };
    }

    @Override
    public List<TraceRow> trace() {
        List<TraceRow> rows = new ArrayList<>();
        List<DenseStep> layers = program.layers();
        for (int i = 0; i < layers.size(); i++) {
            String in = i == 0 ? features.type() : program.places().get(i - 1).type();
            boolean isLast = i + 1 == layers.size();
            DenseStep layer = layers.get(i);
            rows.add(new TraceRow(
                    layer.name() + " = x·Wᵀ + b",
                    in,
                    layer.type(),
                    "int32",
                    isLast ? "codes of the logits, int32" : "int32",
                    "integer"));
            if (!isLast) {
                rows.add(new TraceRow(
                        "ReLU", "int32", "—", "—", program.places().get(i).type(), "integer"));
            }
        }
        return rows;
    }
}
