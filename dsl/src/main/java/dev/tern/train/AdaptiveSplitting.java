package dev.tern.train;

import dev.tern.nn.Batch;
import dev.tern.nn.BertClassifier;
import dev.tern.nn.Parameter;
import dev.tern.nn.Quantization;
import dev.tern.nn.WeightSplitting;
import dev.tern.quant.BitAllocation;
import dev.tern.quant.Codes;
import dev.tern.quant.Granularity;
import dev.tern.quant.Packing;
import dev.tern.quant.WeightQuantizer;
import dev.tern.tensor.CrossEntropy;
import dev.tern.tensor.Tape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CancellationException;

/**
 * Which ternary matrices are worth two binary ones under a size: adaptive splitting of Bai, Zhang, Hou, Shang, Jin, Jiang,
 * Liu, Lyu, King, "BinaryBERT: Pushing the Limit of BERT Quantization", ACL 2021 (section 3.3, eq. 9):
 *
 * <pre>
 *   maximise   sum over i of u_i s_i,   s_i in {0, 1}
 *   subject to sum over i of c_i s_i &lt;= C - C_0
 * </pre>
 *
 * <p>C_0 is the size of the network with every one of these matrices single and binary, C the size allowed, c_i what the
 * second half of matrix i adds. The gain u_i is measured: by how much the cross-entropy falls when, of the network with all
 * of them binary, matrix i alone is ternary, which is what it is when split. No training goes between; the paper measures
 * against the network not quantized there. A matrix whose splitting does not lower the loss is not split. The knapsack is
 * solved exactly ({@link BitAllocation}).
 *
 * @param network the ternary network
 * @param layers what can be split, in order
 * @param gains u, one a layer
 */
public record AdaptiveSplitting(BertClassifier network, List<String> layers, List<Double> gains) {
    private static final int BATCH = 32;
    private static final int MOST_BATCHES = 16;

    public AdaptiveSplitting {
        layers = List.copyOf(layers);
        gains = List.copyOf(gains);
    }

    /**
     * Measures the gains on at most 512 rows, drawn by a fixed seed.
     *
     * @param binarizer what single matrices become
     * @throws CancellationException if the thread is interrupted
     */
    public static AdaptiveSplitting measured(BertClassifier ternary, WeightQuantizer binarizer, Examples examples) {
        List<String> layers = WeightSplitting.splittable(ternary);
        Map<String, Codes> binary = new LinkedHashMap<>();
        Map<String, Codes> exact = new LinkedHashMap<>();
        for (Parameter p : ternary.matrices()) {
            Codes codes = ternary.quantization().codes(p.name());
            if (codes != null) {
                boolean isTable = p.kind() == Parameter.Kind.TABLE;
                WeightQuantizer of = isTable ? binarizer.with(Granularity.perRow()) : binarizer;
                exact.put(p.name(), codes);
                binary.put(p.name(), layers.contains(p.layer()) ? of.codes(p.value()) : codes);
            }
        }
        List<int[]> all = examples.shuffled(BATCH, new Random(1));
        List<int[]> batches = all.subList(0, Math.min(MOST_BATCHES, all.size()));
        double allBinary = loss(ternary, binary, examples, batches);
        List<Double> gains = new ArrayList<>();
        Ticker ticker = new Ticker(layers.size());
        for (String layer : layers) {
            Map<String, Codes> oneTernary = new LinkedHashMap<>(binary);
            oneTernary.put(layer + ".weight", Objects.requireNonNull(exact.get(layer + ".weight")));
            gains.add(allBinary - loss(ternary, oneTernary, examples, batches));
            ticker.tick(gains.size(), "gain of splitting " + layer, "");
        }
        return new AdaptiveSplitting(ternary, layers, gains);
    }

    /** Mean cross-entropy of the rows, in nats. */
    private static double loss(
            BertClassifier network, Map<String, Codes> codes, Examples examples, List<int[]> batches) {
        BertClassifier quantized = network.copy(Quantization.stored(codes, Map.of()), network.embeddingTraining());
        double sum = 0;
        int count = 0;
        try (Tape tape = Tape.forInference()) {
            for (int[] rows : batches) {
                if (Thread.interrupted()) {
                    throw new CancellationException("Measuring what splitting gains was interrupted.");
                }
                Batch batch = examples.batch(rows);
                sum += rows.length
                        * (double) CrossEntropy.hard(
                                        tape, quantized.forward(tape, batch, 0).logits(), batch.labels())
                                .data()
                                .get(0);
                count += rows.length;
                tape.reset();
            }
        }
        return sum / count;
    }

    /** Bytes of the network with every splittable matrix single and binary: C_0. */
    public long smallest() {
        long bytes = 0;
        for (Parameter p : network.parameters()) {
            Codes codes = network.quantization().codes(p.name());
            bytes += layers.contains(p.layer())
                    ? cost(p)
                    : codes == null ? 4L * p.value().size() : codes.storedBytes();
        }
        return bytes;
    }

    /** Bytes of a binary matrix: a bit a weight and its scales. */
    private static long cost(Parameter p) {
        long scales = p.kind() == Parameter.Kind.TABLE ? p.value().rows() : 1;
        return Packing.bytes(p.value().size(), 1) + 4 * scales;
    }

    /**
     * The layers to split so that the network takes no more bytes than these, in order.
     *
     * @throws IllegalArgumentException if even the network without any split layer takes more
     */
    public List<String> within(long bytes) {
        long rest = bytes - smallest();
        if (rest < 0) {
            throw new IllegalArgumentException("A budget of " + bytes + " bytes is too small: the network with single"
                    + " binary matrices takes " + smallest() + ". Give at least mebibytes("
                    + Math.ceil(smallest() / 1048576.0 * 1e4) / 1e4 + ").");
        }
        long[][] costs = new long[layers.size()][];
        double[][] losses = new double[layers.size()][];
        for (int i = 0; i < costs.length; i++) {
            costs[i] = new long[] {0, cost(network.matrix(layers.get(i)))};
            losses[i] = new double[] {0, -gains.get(i)};
        }
        List<Integer> choices = BitAllocation.best(costs, losses, rest).choices();
        List<String> chosen = new ArrayList<>();
        for (int i = 0; i < costs.length; i++) {
            if (choices.get(i) == 1) {
                chosen.add(layers.get(i));
            }
        }
        return chosen;
    }
}
