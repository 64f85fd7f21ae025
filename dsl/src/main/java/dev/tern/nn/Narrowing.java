package dev.tern.nn;

import dev.tern.datasets.pretrained.BertShape;
import java.util.ArrayList;
import java.util.List;

/**
 * Which attention heads and feed-forward neurons of each layer a narrower encoder keeps, and in which order: the
 * width-adaptive subnetworks of Hou, Huang, Shang, Jiang, Chen, Liu, "DynaBERT: Dynamic BERT with Adaptive Width and
 * Depth", NeurIPS 2020 (section 2.1). Heads and neurons work side by side, so their order means nothing: a network that
 * keeps all of them in another order is the same function.
 *
 * @param heads the heads each layer keeps, as many in each
 * @param neurons the neurons each layer keeps, as many in each
 */
public record Narrowing(List<List<Integer>> heads, List<List<Integer>> neurons) {
    public Narrowing {
        heads = heads.stream().map(List::copyOf).toList();
        neurons = neurons.stream().map(List::copyOf).toList();
    }

    /**
     * The network with only what is kept, fp32 and of its own memory. Its heads keep their width, so that queries, keys
     * and values become narrower than the hidden states.
     */
    public BertClassifier of(BertClassifier network) {
        BertShape shape = network.shape();
        requireLayers(heads, shape.layers(), shape.heads(), "heads");
        requireLayers(neurons, shape.layers(), shape.feedForward(), "neurons");
        BertClassifier copy = network.copy(Quantization.none(), network.embeddingTraining());
        List<EncoderLayer> layers = new ArrayList<>();
        for (int i = 0; i < shape.layers(); i++) {
            layers.add(layer(copy.encoder().get(i), shape.headWidth(), heads.get(i), neurons.get(i)));
        }
        return new BertClassifier(
                shape.inner(heads.get(0).size(), neurons.get(0).size()),
                copy.nonlinearity(),
                copy.embeddingTraining(),
                copy.quantization(),
                copy.embeddings(),
                layers,
                copy.pooler(),
                copy.classifier());
    }

    private static EncoderLayer layer(
            EncoderLayer layer, int headWidth, List<Integer> keptHeads, List<Integer> keptNeurons) {
        int[] columns = new int[keptHeads.size() * headWidth];
        for (int i = 0; i < columns.length; i++) {
            columns[i] = keptHeads.get(i / headWidth) * headWidth + i % headWidth;
        }
        int[] inner = keptNeurons.stream().mapToInt(Integer::intValue).toArray();
        return new EncoderLayer(
                layer.places(),
                keptHeads.size(),
                layer.query().outputs(columns),
                layer.key().outputs(columns),
                layer.value().outputs(columns),
                layer.attention().inputs(columns),
                layer.attentionNorm(),
                layer.in().outputs(inner),
                layer.out().inputs(inner),
                layer.norm());
    }

    private static void requireLayers(List<List<Integer>> kept, int layers, int count, String what) {
        boolean fits = kept.size() == layers
                && kept.stream().allMatch(each -> each.size() == kept.get(0).size());
        for (List<Integer> each : kept) {
            fits &= !each.isEmpty()
                    && each.stream().distinct().count() == each.size()
                    && each.stream().allMatch(index -> index >= 0 && index < count);
        }
        if (!fits) {
            throw new IllegalArgumentException("The " + what + " to keep, " + kept + ", do not fit a network of "
                    + layers + " layers with " + count + " " + what
                    + ": name as many in each layer, at least one, none twice.");
        }
    }
}
