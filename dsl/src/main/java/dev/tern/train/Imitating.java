package dev.tern.train;

import dev.tern.quant.Learned;
import dev.tern.tensor.Tape;
import dev.tern.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** An imitation at work in one stage of one training. */
final class Imitating {
    private record Weighted(Weight weight, Term term) {}

    private final List<Weighted> terms = new ArrayList<>();
    private final Map<String, Double> values = new LinkedHashMap<>();

    Imitating(Imitation imitation) {
        for (Part<?> part : imitation.parts()) {
            part.start().forEach(term -> terms.add(new Weighted(part.weight(), term)));
        }
    }

    /**
     * The loss of a step, [1, 1].
     *
     * @param epoch of the stage, from 1
     * @param epochs of the stage
     */
    Tensor loss(Tape tape, Term.Step step, int epoch, int epochs) {
        values.clear();
        List<Tensor> losses = new ArrayList<>();
        float[] weights = new float[terms.size()];
        for (int i = 0; i < weights.length; i++) {
            Term term = terms.get(i).term();
            weights[i] = (float) (terms.get(i).weight().at(epoch, epochs) * term.share());
            losses.add(term.loss(tape, step));
            values.merge(term.name(), (double) weights[i] * losses.get(i).data().get(0), Double::sum);
        }
        return weights.length == 1 && weights[0] == 1 ? losses.get(0) : WeightedSum.apply(tape, losses, weights);
    }

    /** What each kind of loss added to the last step's. */
    Map<String, Double> values() {
        return values;
    }

    /** What is trained along, known after the first {@link #loss}. */
    List<Learned> learned() {
        return terms.stream().flatMap(each -> each.term().learned().stream()).toList();
    }
}
