package dev.tern.nn;

import dev.tern.tensor.Dropout;
import dev.tern.tensor.Tape;
import dev.tern.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** A multi-layer perceptron on feature vectors: affine layers with ReLU between them, the last one gives the logits. */
public final class Mlp implements Network {
    private final Quantization quantization;
    private final List<Dense> layers;
    /** Where each layer's input may be quantized. */
    private final List<String> places;

    private Mlp(Quantization quantization, List<Dense> layers) {
        this.quantization = quantization;
        this.layers = List.copyOf(layers);
        places = layers.stream().map(layer -> layer.name() + ".input").toList();
    }

    /**
     * An untrained perceptron (He initialisation).
     *
     * @param widths features, hidden widths, classes: at least two numbers
     */
    public static Mlp random(List<Integer> widths, long seed) {
        if (widths.size() < 2) {
            throw new IllegalArgumentException(
                    "A perceptron needs at least the number of features and of classes, but got " + widths + ".");
        }
        Random random = new Random(seed);
        List<Dense> layers = new ArrayList<>();
        for (int i = 0; i + 1 < widths.size(); i++) {
            boolean last = i + 2 == widths.size();
            String name = last ? "classifier" : "hidden." + i;
            int in = widths.get(i);
            int out = widths.get(i + 1);
            layers.add(new Dense(
                    name,
                    Parameter.normal(name + ".weight", Parameter.Kind.MATRIX, out, in, Math.sqrt(2.0 / in), random),
                    Parameter.filled(name + ".bias", Parameter.Kind.BIAS, out, 0)));
        }
        return new Mlp(Quantization.none(), layers);
    }

    @Override
    public Outputs forward(Tape tape, Batch batch, float dropout) {
        int width = layers.get(0).weight().value().columns();
        if (batch.features().length != batch.size() * width) {
            throw new IllegalArgumentException("This network reads " + width + " features a row, but the batch holds "
                    + batch.features().length / Math.max(1, batch.size()) + ".");
        }
        Tensor x = tape.constant(batch.features(), batch.size(), width);
        Outputs outputs = Outputs.of(tape);
        int last = layers.size() - 1;
        for (int i = 0; i < last; i++) {
            x = layers.get(i).apply(tape, quantization, quantization.activation(tape, places.get(i), x));
            x = quantization.operations().nonlinearity(tape, Nonlinearity.RELU, x);
            outputs.addHidden(x);
            x = Dropout.apply(tape, x, dropout);
        }
        x = quantization.activation(tape, places.get(last), x);
        Tensor logits = layers.get(last).apply(tape, quantization, x);
        return outputs.predict(quantization.operations().logits(tape, logits));
    }

    @Override
    public List<Parameter> parameters() {
        return layers.stream()
                .flatMap(l -> List.of(l.weight(), l.bias()).stream())
                .toList();
    }

    @Override
    public List<Parameter> trained() {
        return parameters();
    }

    @Override
    public List<Parameter> quantizable() {
        return layers.subList(0, layers.size() - 1).stream().map(Dense::weight).toList();
    }

    @Override
    public List<String> places(Arithmetic arithmetic) {
        return places.subList(0, places.size() - (arithmetic == Arithmetic.INTEGER ? 0 : 1));
    }

    @Override
    public Quantization quantization() {
        return quantization;
    }

    @Override
    public Mlp copy(Quantization changed, EmbeddingTraining embeddings) {
        return new Mlp(changed, layers.stream().map(Dense::copy).toList());
    }

    /** Features, hidden widths and classes. */
    public List<Integer> widths() {
        List<Integer> widths = new ArrayList<>();
        widths.add(layers.get(0).weight().value().columns());
        layers.forEach(l -> widths.add(l.weight().value().rows()));
        return widths;
    }

    @Override
    public int classes() {
        return layers.get(layers.size() - 1).weight().value().rows();
    }

    @Override
    public String describe() {
        return "perceptron "
                + String.join(" – ", widths().stream().map(String::valueOf).toList());
    }
}
