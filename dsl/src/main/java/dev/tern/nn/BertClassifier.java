package dev.tern.nn;

import dev.tern.datasets.pretrained.BertShape;
import dev.tern.datasets.pretrained.Pretrained;
import dev.tern.tensor.Add;
import dev.tern.tensor.AttentionContext;
import dev.tern.tensor.AttentionScores;
import dev.tern.tensor.Dropout;
import dev.tern.tensor.Embedding;
import dev.tern.tensor.Gelu;
import dev.tern.tensor.LayerNorm;
import dev.tern.tensor.SelectRows;
import dev.tern.tensor.Sequences;
import dev.tern.tensor.Softmax;
import dev.tern.tensor.Tanh;
import dev.tern.tensor.Tape;
import dev.tern.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * BERT's encoder with a classifier on the first token (Devlin et al., NAACL 2019; post-norm, GELU, learned positions).
 *
 * <p>Where a student is quantized follows TernaryBERT (Zhang et al., EMNLP 2020, section 3): the word embedding, the six
 * matrices of a layer and the pooler; the inputs of those matrices, queries and keys before their product, attention
 * probabilities and values before theirs. Position and type embeddings, LayerNorm, softmax, GELU, residual additions,
 * biases and the classifier stay fp32.
 */
public final class BertClassifier implements Network {
    /** What LayerNorm adds to the variance. */
    public static final float EPSILON = 1e-12f;

    private record Norm(Parameter gamma, Parameter beta) {
        static Norm of(String name, int width) {
            return new Norm(
                    Parameter.filled(name + ".gamma", Parameter.Kind.NORM, width, 1),
                    Parameter.filled(name + ".beta", Parameter.Kind.NORM, width, 0));
        }

        Tensor apply(Tape tape, Tensor x) {
            return LayerNorm.apply(tape, x, gamma.value(), beta.value(), EPSILON);
        }

        Norm copy() {
            return new Norm(gamma.copy(), beta.copy());
        }
    }

    private record Layer(
            Dense query, Dense key, Dense value, Dense attention, Norm attentionNorm, Dense in, Dense out, Norm norm) {
        static Layer of(int index, BertShape shape, Random random) {
            String prefix = "encoder." + index + ".";
            int width = shape.width();
            return new Layer(
                    Dense.of(prefix + "query", width, width, random),
                    Dense.of(prefix + "key", width, width, random),
                    Dense.of(prefix + "value", width, width, random),
                    Dense.of(prefix + "attention", width, width, random),
                    Norm.of(prefix + "attentionNorm", width),
                    Dense.of(prefix + "feedForwardIn", width, shape.feedForward(), random),
                    Dense.of(prefix + "feedForwardOut", shape.feedForward(), width, random),
                    Norm.of(prefix + "norm", width));
        }

        Layer copy() {
            return new Layer(
                    query.copy(),
                    key.copy(),
                    value.copy(),
                    attention.copy(),
                    attentionNorm.copy(),
                    in.copy(),
                    out.copy(),
                    norm.copy());
        }

        List<Dense> dense() {
            return List.of(query, key, value, attention, in, out);
        }
    }

    private final BertShape shape;
    private final EmbeddingTraining embeddingTraining;
    private final Quantization quantization;
    private final Parameter word;
    private final Parameter position;
    private final Parameter type;
    private final Norm embeddingNorm;
    private final List<Layer> layers;
    private final Dense pooler;
    private final Dense classifier;

    private BertClassifier(
            BertShape shape,
            EmbeddingTraining embeddingTraining,
            Quantization quantization,
            Parameter word,
            Parameter position,
            Parameter type,
            Norm embeddingNorm,
            List<Layer> layers,
            Dense pooler,
            Dense classifier) {
        this.shape = shape;
        this.embeddingTraining = embeddingTraining;
        this.quantization = quantization;
        this.word = word;
        this.position = position;
        this.type = type;
        this.embeddingNorm = embeddingNorm;
        this.layers = List.copyOf(layers);
        this.pooler = pooler;
        this.classifier = classifier;
    }

    /** An untrained encoder. */
    public static BertClassifier random(BertShape shape, int classes, EmbeddingTraining embeddings, long seed) {
        if (shape.width() % shape.heads() != 0) {
            throw new IllegalArgumentException("Width " + shape.width() + " cannot be split over " + shape.heads()
                    + " heads: choose a number of heads that divides the width.");
        }
        Random random = new Random(seed);
        List<Layer> layers = new ArrayList<>();
        for (int i = 0; i < shape.layers(); i++) {
            layers.add(Layer.of(i, shape, random));
        }
        Parameter.Kind table = Parameter.Kind.TABLE;
        return new BertClassifier(
                shape,
                embeddings,
                Quantization.none(),
                Parameter.normal("embeddings.word.weight", table, shape.vocabulary(), shape.width(), random),
                Parameter.normal("embeddings.position.weight", table, shape.positions(), shape.width(), random),
                Parameter.normal("embeddings.type.weight", table, shape.types(), shape.width(), random),
                Norm.of("embeddings.norm", shape.width()),
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
        List<Tensor> hidden = new ArrayList<>();
        List<Tensor> scores = new ArrayList<>();
        Tensor x = Embedding.apply(
                tape,
                quantization.table(tape, word),
                quantization.table(tape, position),
                quantization.table(tape, type),
                batch.tokens(),
                batch.types(),
                sequences.time());
        x = Dropout.apply(tape, embeddingNorm.apply(tape, x), dropout);
        hidden.add(x);
        for (int i = 0; i < layers.size(); i++) {
            x = layer(tape, "encoder." + i + ".", layers.get(i), x, sequences, dropout, scores);
            hidden.add(x);
        }
        int[] first = new int[sequences.batch()];
        for (int b = 0; b < first.length; b++) {
            first[b] = b * sequences.time();
        }
        Tensor pooled = quantization.activation(tape, "pooler.input", SelectRows.apply(tape, x, first));
        pooled = Tanh.apply(tape, pooler.apply(tape, quantization, pooled));
        Tensor logits = classifier.apply(tape, quantization, Dropout.apply(tape, pooled, dropout));
        return new Outputs(logits, hidden, scores);
    }

    private Tensor layer(
            Tape tape, String at, Layer layer, Tensor x, Sequences sequences, float dropout, List<Tensor> scores) {
        Quantization q = quantization;
        Tensor input = q.activation(tape, at + "input", x);
        Tensor query = q.activation(tape, at + "query.output", layer.query.apply(tape, q, input));
        Tensor key = q.activation(tape, at + "key.output", layer.key.apply(tape, q, input));
        Tensor value = q.activation(tape, at + "value.output", layer.value.apply(tape, q, input));

        Tensor score = AttentionScores.apply(tape, query, key, sequences, shape.heads());
        scores.add(score);
        Tensor probabilities = Dropout.apply(tape, Softmax.apply(tape, score), dropout);
        probabilities = q.activation(tape, at + "probabilities", probabilities);
        Tensor context = AttentionContext.apply(tape, probabilities, value, sequences, shape.heads());
        context = q.activation(tape, at + "context", context);

        Tensor attention = Dropout.apply(tape, layer.attention.apply(tape, q, context), dropout);
        Tensor middle = layer.attentionNorm.apply(tape, Add.apply(tape, attention, x));
        Tensor wide = layer.in.apply(tape, q, q.activation(tape, at + "feedForwardIn.input", middle));
        Tensor activated = q.activation(tape, at + "feedForwardOut.input", Gelu.apply(tape, wide));
        Tensor narrow = Dropout.apply(tape, layer.out.apply(tape, q, activated), dropout);
        return layer.norm.apply(tape, Add.apply(tape, narrow, middle));
    }

    @Override
    public List<String> places() {
        List<String> places = new ArrayList<>();
        for (int i = 0; i < layers.size(); i++) {
            for (String place : List.of(
                    "input",
                    "query.output",
                    "key.output",
                    "value.output",
                    "probabilities",
                    "context",
                    "feedForwardIn.input",
                    "feedForwardOut.input")) {
                places.add("encoder." + i + "." + place);
            }
        }
        places.add("pooler.input");
        return places;
    }

    @Override
    public List<Parameter> parameters() {
        List<Parameter> all = new ArrayList<>(List.of(word, position, type, embeddingNorm.gamma, embeddingNorm.beta));
        for (Layer layer : layers) {
            for (Dense dense : layer.dense()) {
                all.add(dense.weight());
                all.add(dense.bias());
            }
            for (Norm norm : List.of(layer.attentionNorm, layer.norm)) {
                all.add(norm.gamma);
                all.add(norm.beta);
            }
        }
        for (Dense dense : List.of(pooler, classifier)) {
            all.add(dense.weight());
            all.add(dense.bias());
        }
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
        List<Parameter> all = new ArrayList<>(List.of(word));
        layers.forEach(layer -> layer.dense().forEach(dense -> all.add(dense.weight())));
        all.add(pooler.weight());
        return all;
    }

    @Override
    public BertClassifier copy(Quantization changed, EmbeddingTraining embeddings) {
        return new BertClassifier(
                shape,
                embeddings,
                changed,
                word.copy(),
                position.copy(),
                type.copy(),
                embeddingNorm.copy(),
                layers.stream().map(Layer::copy).toList(),
                pooler.copy(),
                classifier.copy());
    }

    @Override
    public Quantization quantization() {
        return quantization;
    }

    /** The encoder's measures. */
    public BertShape shape() {
        return shape;
    }

    /** Whether training changes the embedding tables. */
    public EmbeddingTraining embeddingTraining() {
        return embeddingTraining;
    }

    @Override
    public int classes() {
        return classifier.weight().value().rows();
    }

    @Override
    public String describe() {
        return "BERT, " + shape.layers() + (shape.layers() == 1 ? " layer, width " : " layers, width ") + shape.width()
                + ", " + shape.heads() + " heads";
    }
}
