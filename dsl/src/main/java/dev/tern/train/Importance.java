package dev.tern.train;

import dev.tern.datasets.pretrained.BertShape;
import dev.tern.nn.Batch;
import dev.tern.nn.BertClassifier;
import dev.tern.nn.EmbeddingTraining;
import dev.tern.nn.Narrowing;
import dev.tern.nn.Parameter;
import dev.tern.nn.Quantization;
import dev.tern.tensor.CrossEntropy;
import dev.tern.tensor.Tape;
import dev.tern.tensor.Tensor;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;

/**
 * How much the loss hangs on every attention head and feed-forward neuron: Hou, Huang, Shang, Jiang, Chen, Liu,
 * "DynaBERT: Dynamic BERT with Adaptive Width and Depth", NeurIPS 2020 (section 2.1), after Michel, Levy, Neubig, "Are
 * Sixteen Heads Really Better than One?", NeurIPS 2019 (eq. 2). With V the columns of the output matrix W that read a head
 * or neuron, and L the cross-entropy of a batch:
 *
 * <pre>
 *   importance = mean over batches of | sum over V of w dL/dw |
 * </pre>
 *
 * <p>The sum is the derivative of L by a factor on that head or neuron, at 1: to first order, the change of the loss when
 * it is removed.
 *
 * @param heads [layer][head]
 * @param neurons [layer][neuron]
 */
public record Importance(List<double[]> heads, List<double[]> neurons) {
    private static final int BATCH = 32;
    private static final int MOST_BATCHES = 32;

    public Importance {
        heads = List.copyOf(heads);
        neurons = List.copyOf(neurons);
    }

    /**
     * Measures on at most 1,024 rows, drawn by a fixed seed. Weights are taken as fp32, without dropout.
     *
     * @throws CancellationException if the thread is interrupted
     */
    public static Importance of(BertClassifier model, Examples examples) {
        BertClassifier network = model.copy(Quantization.none(), EmbeddingTraining.FROZEN);
        BertShape shape = network.shape();
        Importance result =
                new Importance(zeros(shape.layers(), shape.heads()), zeros(shape.layers(), shape.feedForward()));
        List<int[]> all = examples.shuffled(BATCH, new Random(1));
        List<int[]> batches = all.subList(0, Math.min(MOST_BATCHES, all.size()));
        Ticker ticker = new Ticker(batches.size());
        try (Tape tape = Tape.forTraining(0)) {
            for (int i = 0; i < batches.size(); i++) {
                if (Thread.interrupted()) {
                    throw new CancellationException("Measuring the importance of heads and neurons was interrupted.");
                }
                Batch batch = examples.batch(batches.get(i));
                tape.backward(
                        CrossEntropy.hard(tape, network.forward(tape, batch, 0).logits(), batch.labels()));
                for (int layer = 0; layer < shape.layers(); layer++) {
                    String at = "encoder." + layer + ".";
                    add(network, at + "attention", shape.headWidth(), batches.size(), result.heads.get(layer));
                    add(network, at + "feedForwardOut", 1, batches.size(), result.neurons.get(layer));
                }
                network.parameters().stream().map(Parameter::value).forEach(Tensor::clearGradient);
                tape.reset();
                ticker.tick(i + 1, "importance of heads and neurons", "");
            }
        }
        return result;
    }

    private static List<double[]> zeros(int layers, int count) {
        return IntStream.range(0, layers).mapToObj(layer -> new double[count]).toList();
    }

    /** Adds |sum of w dL/dw| over each group of neighbouring columns. */
    private static void add(BertClassifier network, String layer, int columnsEach, int batches, double[] into) {
        double[] slopes = slopes(network, layer, columnsEach);
        for (int i = 0; i < into.length; i++) {
            into[i] += Math.abs(slopes[i]) / batches;
        }
    }

    /** The derivative of the loss by a factor on each group of neighbouring columns of a matrix, at 1. */
    static double[] slopes(BertClassifier network, String layer, int columnsEach) {
        Tensor weight = network.matrix(layer).value();
        double[] slopes = new double[weight.columns() / columnsEach];
        float[] values = new float[weight.columns()];
        float[] gradients = new float[weight.columns()];
        for (int row = 0; row < weight.rows(); row++) {
            weight.data().get(row * weight.columns(), values);
            weight.gradient().get(row * weight.columns(), gradients);
            for (int column = 0; column < values.length; column++) {
                slopes[column / columnsEach] += (double) values[column] * gradients[column];
            }
        }
        return slopes;
    }

    /**
     * The most important share of the heads and neurons of every layer, in the order they have in the network; at least
     * one of each.
     *
     * @param share in (0, 1]; half is what BinaryBERT starts from
     */
    public Narrowing most(double share) {
        return new Narrowing(
                heads.stream().map(layer -> most(layer, share)).toList(),
                neurons.stream().map(layer -> most(layer, share)).toList());
    }

    private static List<Integer> most(double[] importance, double share) {
        List<Integer> order =
                new ArrayList<>(IntStream.range(0, importance.length).boxed().toList());
        // A stable sort, so that of equals the first is kept.
        order.sort(Comparator.comparingDouble(i -> -importance[i]));
        int kept = (int) Math.max(1, Math.round(share * importance.length));
        return order.subList(0, kept).stream().sorted().toList();
    }
}
