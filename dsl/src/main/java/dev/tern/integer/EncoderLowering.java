package dev.tern.integer;

import dev.tern.datasets.pretrained.BertShape;
import dev.tern.fixed.Constants;
import dev.tern.tensor.Scales;

/** An encoder with a classifier, trained in integer arithmetic, as the state of an {@link EncoderProgram}. */
final class EncoderLowering {
    /**
     * A lowered network.
     *
     * @param state of the program
     * @param logitScale what a code of a logit is worth
     */
    record Lowered(ProgramState state, float logitScale) {}

    private final Trained network;
    private final BertShape shape;
    private final int classes;
    private final boolean isGelu;
    private final Lowering lowering;

    private EncoderLowering(Trained network, BertShape shape, int classes, boolean isGelu) {
        this.network = network;
        this.shape = shape;
        this.classes = classes;
        this.isGelu = isGelu;
        this.lowering = new Lowering(network);
    }

    /**
     * Lowers an encoder.
     *
     * @param isGelu false for ReLU
     */
    static Lowered of(Trained network, BertShape shape, int classes, boolean isGelu) {
        return new EncoderLowering(network, shape, classes, isGelu).lower();
    }

    private Lowered lower() {
        int width = shape.width();
        lowering.state()
                .put(
                        "network",
                        shape.layers(),
                        shape.heads(),
                        shape.headWidth(),
                        width,
                        shape.feedForward(),
                        classes,
                        shape.positions(),
                        isGelu ? 1 : 0);
        lowering.addTable("embeddings.word", shape.vocabulary(), width);
        if (network.has("embeddings.word.split")) {
            lowering.addTable("embeddings.word.split", shape.vocabulary(), width);
        }
        lowering.addTable("embeddings.position", shape.positions(), width);
        lowering.addTable("embeddings.type", shape.types(), width);
        lowering.addNorm("embeddings.norm", width);
        for (int i = 0; i < shape.layers(); i++) {
            layer("encoder." + i + ".");
        }
        lowering.addPlace("pooler.input", Constants.UNIT);
        lowering.addDenseFixed("pooler", "pooler.input", width, width);
        lowering.addPlace("classifier.input", Constants.FRACTION);
        float logitScale = lowering.addDense("classifier", "classifier.input", classes, width);
        return new Lowered(lowering.state(), logitScale);
    }

    private void layer(String at) {
        int width = shape.width();
        int inner = shape.heads() * shape.headWidth();
        int wide = shape.feedForward();
        lowering.addPlace(at + "input", Constants.UNIT);
        for (String matrix : new String[] {"query", "key", "value"}) {
            float scale = lowering.addDense(at + matrix, at + "input", inner, width);
            lowering.addPlace(at + matrix + ".output", scale);
        }
        float queries = lowering.scale(at + "query.output");
        float keys = lowering.scale(at + "key.output");
        ExactSums.requireScores(
                at, lowering.place(at + "query.output"), lowering.place(at + "key.output"), shape.headWidth());
        lowering.addScores(at, Scales.scoreFactor(queries, keys, shape.headWidth()));
        lowering.addPlace(at + "probabilities", Constants.FRACTION);
        lowering.addPlace(at + "context", lowering.scale(at + "probabilities") * lowering.scale(at + "value.output"));
        lowering.addDenseFixed(at + "attention", at + "context", width, inner);
        lowering.addNorm(at + "attentionNorm", width);
        lowering.addPlace(at + "feedForwardIn.input", Constants.UNIT);
        if (isGelu) {
            lowering.addDenseFixed(at + "feedForwardIn", at + "feedForwardIn.input", wide, width);
            lowering.addPlace(at + "feedForwardOut.input", Constants.UNIT);
        } else {
            float sums = lowering.addDense(at + "feedForwardIn", at + "feedForwardIn.input", wide, width);
            lowering.addPlace(at + "feedForwardOut.input", sums);
        }
        lowering.addDenseFixed(at + "feedForwardOut", at + "feedForwardOut.input", width, wide);
        lowering.addNorm(at + "norm", width);
    }
}
