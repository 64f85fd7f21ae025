package dev.tern.nn;

import dev.tern.datasets.pretrained.BertShape;
import dev.tern.datasets.pretrained.Pretrained;
import dev.tern.tensor.Dropout;
import dev.tern.tensor.SelectRows;
import dev.tern.tensor.Sequences;
import dev.tern.tensor.Tape;
import dev.tern.tensor.Tensor;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Random;

/**
 * BERT's encoder with a classifier on the first token (Devlin et al., NAACL 2019; post-norm, GELU, learned positions).
 *
 * <p>Where a student is quantized follows TernaryBERT (Zhang et al., EMNLP 2020, section 3): the word embedding, the six
 * matrices of a layer and the pooler; the inputs of those matrices, queries and keys before their product, attention
 * probabilities and values before theirs. Position and type embeddings, LayerNorm, softmax, GELU, residual additions,
 * biases and the classifier stay fp32, unless its {@link Arithmetic} says otherwise.
 *
 * <p>A quantizable matrix or the word table may be split (BinaryBERT, Bai et al., ACL 2021): a second half named
 * {@code NAME.split} reads the same input, and the results are added.
 */
public final class BertClassifier implements Network {
    /** What LayerNorm adds to the variance. */
    public static final float EPSILON = 1e-12f;

    private final BertShape shape;
    private final Nonlinearity nonlinearity;
    private final EmbeddingTraining embeddingTraining;
    private final Quantization quantization;
    private final Embeddings embeddings;
    private final List<EncoderLayer> layers;
    private final Dense pooler;
    private final Dense classifier;

    BertClassifier(
            BertShape shape,
            Nonlinearity nonlinearity,
            EmbeddingTraining embeddingTraining,
            Quantization quantization,
            Embeddings embeddings,
            List<EncoderLayer> layers,
            Dense pooler,
            Dense classifier) {
        this.shape = shape;
        this.nonlinearity = nonlinearity;
        this.embeddingTraining = embeddingTraining;
        this.quantization = quantization;
        this.embeddings = embeddings;
        this.layers = List.copyOf(layers);
        this.pooler = pooler;
        this.classifier = classifier;
    }

    /** An untrained encoder. */
    public static BertClassifier random(BertShape shape, int classes, EmbeddingTraining embeddings, long seed) {
        Random random = new Random(seed);
        List<EncoderLayer> layers = new ArrayList<>();
        for (int i = 0; i < shape.layers(); i++) {
            layers.add(EncoderLayer.of(i, shape, random));
        }
        return new BertClassifier(
                shape,
                Nonlinearity.GELU,
                embeddings,
                Quantization.none(),
                Embeddings.of(shape, random),
                layers,
                Dense.of("pooler", shape.width(), shape.width(), random),
                Dense.of("classifier", shape.width(), classes, random));
    }

    /** An encoder that starts from published weights; pooler and classifier are new where they were not published. */
    public static BertClassifier from(Pretrained weights, int classes, EmbeddingTraining embeddings, long seed) {
        BertClassifier network = random(weights.shape(), classes, embeddings, seed);
        for (Parameter parameter : network.parameters()) {
            var found = weights.weights().get(HuggingFaceNames.of(parameter.name()));
            boolean isHead =
                    parameter.name().startsWith("pooler") || parameter.name().startsWith("classifier");
            if (found != null && !parameter.name().startsWith("classifier")) {
                parameter.set(found.values());
            } else if (!isHead) {
                throw new IllegalArgumentException(
                        weights.name() + " has no tensor " + HuggingFaceNames.of(parameter.name()) + ", which "
                                + parameter.name() + " should start from.");
            }
        }
        return network;
    }

    @Override
    public Outputs forward(Tape tape, Batch batch, float dropout) {
        Sequences sequences = batch.layout();
        if (sequences.time() > shape.positions()) {
            throw new IllegalArgumentException("A text of " + sequences.time() + " tokens is longer than the "
                    + shape.positions() + " positions of this network: shorten it, or ask for fewer with .tokens(n).");
        }
        Outputs outputs = Outputs.of(tape);
        Tensor x = Dropout.apply(tape, embeddings.apply(tape, quantization, embeddingTraining, batch), dropout);
        outputs.addHidden(x);
        for (int i = 0; i < layers.size(); i++) {
            x = layers.get(i).apply(tape, quantization, nonlinearity, x, sequences, dropout, outputs);
            outputs.addHidden(x);
        }
        int[] first = tape.ints(sequences.batch());
        for (int b = 0; b < first.length; b++) {
            first[b] = b * sequences.time();
        }
        Tensor pooled = quantization.activation(tape, "pooler.input", SelectRows.apply(tape, x, first));
        pooled = quantization.operations().tanh(tape, pooler.apply(tape, quantization, pooled));
        pooled = quantization.activation(tape, "classifier.input", Dropout.apply(tape, pooled, dropout));
        Tensor logits = classifier.apply(tape, quantization, pooled);
        return outputs.predict(quantization.operations().logits(tape, logits));
    }

    @Override
    public List<String> places(Arithmetic arithmetic) {
        List<String> places = new ArrayList<>();
        for (EncoderLayer layer : layers) {
            places.addAll(layer.places().all());
        }
        places.add("pooler.input");
        if (arithmetic == Arithmetic.INTEGER) {
            places.add("classifier.input");
        }
        return places;
    }

    @Override
    public List<Parameter> parameters() {
        List<Parameter> all = new ArrayList<>(embeddings.parameters());
        layers.forEach(layer -> all.addAll(layer.parameters()));
        all.addAll(pooler.parameters());
        all.addAll(classifier.parameters());
        return all;
    }

    @Override
    public List<Parameter> trained() {
        return parameters().stream()
                .filter(p -> embeddingTraining == EmbeddingTraining.TRAINED || p.kind() != Parameter.Kind.TABLE)
                .toList();
    }

    @Override
    public List<Parameter> quantizable() {
        List<Parameter> all = new ArrayList<>(embeddings.words());
        layers.forEach(layer -> layer.dense().forEach(dense -> all.addAll(dense.matrices())));
        all.addAll(pooler.matrices());
        return all;
    }

    @Override
    public BertClassifier copy(Quantization changed, EmbeddingTraining training) {
        return new BertClassifier(
                shape,
                nonlinearity,
                training,
                changed,
                embeddings.copy(),
                layers.stream().map(EncoderLayer::copy).toList(),
                pooler.copy(),
                classifier.copy());
    }

    /** The same network, fp32 and of its own memory, with another function between the feed-forward layers. */
    public BertClassifier with(Nonlinearity other) {
        BertClassifier copy = copy(Quantization.none(), embeddingTraining);
        return new BertClassifier(
                shape,
                other,
                embeddingTraining,
                copy.quantization,
                copy.embeddings,
                copy.layers,
                copy.pooler,
                copy.classifier);
    }

    /**
     * The same network, fp32 and of its own memory, with a second half of zeros for each of these layers, which changes
     * no result.
     *
     * @param names layers among {@link #quantizable}, such as {@code encoder.0.query}
     */
    public BertClassifier split(Collection<String> names) {
        List<String> known = quantizable().stream().map(Parameter::layer).toList();
        for (String name : names) {
            if (!known.contains(name)) {
                throw new IllegalArgumentException("There is no layer \"" + name + "\" to split. The layers are "
                        + String.join(", ", known) + ".");
            }
        }
        BertClassifier copy = copy(Quantization.none(), embeddingTraining);
        return new BertClassifier(
                shape,
                nonlinearity,
                embeddingTraining,
                copy.quantization,
                names.contains("embeddings.word") ? copy.embeddings.split() : copy.embeddings,
                copy.layers.stream()
                        .map(layer -> layer.with(dense -> names.contains(dense.name()) ? dense.split() : dense, n -> n))
                        .toList(),
                names.contains("pooler") ? copy.pooler.split() : copy.pooler,
                copy.classifier);
    }

    /** The layers that have a second half, in the order of {@link #quantizable}. */
    public List<String> splitLayers() {
        return quantizable().stream()
                .map(Parameter::layer)
                .filter(name -> name.endsWith(".split"))
                .map(name -> name.substring(0, name.length() - ".split".length()))
                .toList();
    }

    @Override
    public Quantization quantization() {
        return quantization;
    }

    /** The encoder's measures. */
    public BertShape shape() {
        return shape;
    }

    /** What stands between the feed-forward layers. */
    public Nonlinearity nonlinearity() {
        return nonlinearity;
    }

    /** Whether training changes the embedding tables. */
    public EmbeddingTraining embeddingTraining() {
        return embeddingTraining;
    }

    Embeddings embeddings() {
        return embeddings;
    }

    List<EncoderLayer> encoder() {
        return layers;
    }

    Dense pooler() {
        return pooler;
    }

    Dense classifier() {
        return classifier;
    }

    @Override
    public int classes() {
        return classifier.weight().value().rows();
    }

    @Override
    public String describe() {
        boolean isNarrow = shape.attentionWidth() != shape.width();
        int split = splitLayers().size();
        int whole = quantizable().size() - 2 * split;
        return "BERT, " + shape.layers() + (shape.layers() == 1 ? " layer, width " : " layers, width ") + shape.width()
                + ", " + shape.heads() + (shape.heads() == 1 ? " head" : " heads")
                + (isNarrow ? " of " + shape.headWidth() + ", feed-forward " + shape.feedForward() : "")
                + (nonlinearity == Nonlinearity.GELU ? "" : ", " + nonlinearity.label())
                + (split == 0 ? "" : whole == 0 ? ", split into halves" : ", " + split + " layers split into halves");
    }
}
