package dev.tern.nn;

import dev.tern.tensor.Kind;
import dev.tern.tensor.Tape;
import dev.tern.tensor.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * What a forward pass yields: the prediction and what a student may imitate. Valid, lists included, until the pass's tape
 * is reset: a later step's pass fills the same object.
 */
public final class Outputs {
    private static final Kind<Outputs> KIND = new Kind<>(Outputs::new);

    private final List<Tensor> states = new ArrayList<>();
    private final List<Tensor> scores = new ArrayList<>();
    private final List<Tensor> hidden;
    private final List<Tensor> attention;
    private Tensor logits = Tensor.NONE;

    private Outputs() {
        hidden = Collections.unmodifiableList(states);
        attention = Collections.unmodifiableList(scores);
    }

    /** Outputs put together by hand; the lists are read when they are asked for, not copied. */
    public Outputs(Tensor logits, List<Tensor> hidden, List<Tensor> attention) {
        this.logits = logits;
        this.hidden = hidden;
        this.attention = attention;
    }

    /** For a pass to fill; empty. */
    static Outputs of(Tape tape) {
        Outputs outputs = tape.take(KIND);
        outputs.states.clear();
        outputs.scores.clear();
        outputs.logits = Tensor.NONE;
        return outputs;
    }

    /** Adds the embedding's or a layer's output. */
    void addHidden(Tensor state) {
        states.add(state);
    }

    /** Adds a layer's attention scores. */
    void addAttention(Tensor score) {
        scores.add(score);
    }

    /** Ends the pass, or makes another prediction the one of outputs that were put together by hand. */
    public Outputs predict(Tensor prediction) {
        logits = prediction;
        return this;
    }

    /** The prediction, [batch, classes]. */
    public Tensor logits() {
        return logits;
    }

    /** The embedding output and every layer's output, [batch · time, width] each. */
    public List<Tensor> hidden() {
        return hidden;
    }

    /**
     * Raw attention scores of every layer, scaled and masked, before the softmax: [batch · heads · time, time] each; empty
     * for a network without attention.
     */
    public List<Tensor> attention() {
        return attention;
    }
}
