package dev.tern.integer;

import dev.tern.datasets.pretrained.BertShape;
import dev.tern.fixed.Constants;
import dev.tern.nn.BertClassifier;
import dev.tern.nn.Nonlinearity;
import dev.tern.tensor.AttentionScores;

/** {@link BertClassifier}, trained in integer arithmetic, as the state of an {@link EncoderProgram}. */
final class EncoderLowering {
    /**
     * A lowered network.
     *
     * @param state of the program
     * @param logitScale what a code of a logit is worth
     */
    record Lowered(ProgramState state, float logitScale) {}

    private final BertClassifier network;
    private final Lowering lowering;

    private EncoderLowering(BertClassifier network) {
        this.network = network;
        this.lowering = new Lowering(network);
    }

    static Lowered of(BertClassifier network) {
        return new EncoderLowering(network).lower();
    }

    private Lowered lower() {
        BertShape shape = network.shape();
        boolean isGelu = network.nonlinearity() == Nonlinearity.GELU;
        lowering.state()
                .put(
                        "network",
                        shape.layers(),
                        shape.heads(),
                        shape.headWidth(),
                        shape.width(),
                        shape.feedForward(),
                        network.classes(),
                        shape.positions(),
                        isGelu ? 1 : 0);
        lowering.addTable("embeddings.word");
        if (network.splitLayers().contains("embeddings.word")) {
            lowering.addTable("embeddings.word.split");
        }
        lowering.addTable("embeddings.position");
        lowering.addTable("embeddings.type");
        lowering.addNorm("embeddings.norm");
        for (int i = 0; i < shape.layers(); i++) {
            layer("encoder." + i + ".", shape.headWidth(), isGelu);
        }
        lowering.addPlace("pooler.input", Constants.UNIT);
        lowering.addDenseFixed("pooler", "pooler.input");
        lowering.addPlace("classifier.input", Constants.FRACTION);
        float logitScale = lowering.addDense("classifier", "classifier.input");
        return new Lowered(lowering.state(), logitScale);
    }

    private void layer(String at, int headWidth, boolean isGelu) {
        lowering.addPlace(at + "input", Constants.UNIT);
        for (String matrix : new String[] {"query", "key", "value"}) {
            float scale = lowering.addDense(at + matrix, at + "input");
            lowering.addPlace(at + matrix + ".output", scale);
        }
        float queries = lowering.scale(at + "query.output");
        float keys = lowering.scale(at + "key.output");
        ExactSums.requireScores(at, lowering.place(at + "query.output"), lowering.place(at + "key.output"), headWidth);
        lowering.addScores(at, AttentionScores.factor(queries, keys, headWidth));
        lowering.addPlace(at + "probabilities", Constants.FRACTION);
        lowering.addPlace(at + "context", lowering.scale(at + "probabilities") * lowering.scale(at + "value.output"));
        lowering.addDenseFixed(at + "attention", at + "context");
        lowering.addNorm(at + "attentionNorm");
        lowering.addPlace(at + "feedForwardIn.input", Constants.UNIT);
        if (isGelu) {
            lowering.addDenseFixed(at + "feedForwardIn", at + "feedForwardIn.input");
            lowering.addPlace(at + "feedForwardOut.input", Constants.UNIT);
        } else {
            float sums = lowering.addDense(at + "feedForwardIn", at + "feedForwardIn.input");
            lowering.addPlace(at + "feedForwardOut.input", sums);
        }
        lowering.addDenseFixed(at + "feedForwardOut", at + "feedForwardOut.input");
        lowering.addNorm(at + "norm");
    }
}
