package dev.tern.train;

import dev.tern.nn.Batch;
import dev.tern.nn.Outputs;
import dev.tern.quant.Learned;
import dev.tern.tensor.Tape;
import dev.tern.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** An imitation at work in one stage of one training. */
final class Imitating {
    /** @param kind the index of the term's name among all names */
    private record Weighted(Weight weight, Term term, int kind) {}

    private final List<Weighted> terms = new ArrayList<>();
    private final List<String> names = new ArrayList<>();
    private final double[] values;
    private final boolean needsTeacher;

    Imitating(Imitation imitation) {
        for (Part<?> part : imitation.parts()) {
            for (Term term : part.start()) {
                if (!names.contains(term.name())) {
                    names.add(term.name());
                }
                terms.add(new Weighted(part.weight(), term, names.indexOf(term.name())));
            }
        }
        values = new double[names.size()];
        needsTeacher = imitation.needsTeacher();
    }

    /**
     * The loss of a step, [1, 1].
     *
     * @param teacher {@link Term#NOBODY} if nothing of it is imitated
     * @param epoch of the stage, from 1
     * @param epochs of the stage
     */
    Tensor loss(Tape tape, Outputs student, Outputs teacher, Batch batch, int epoch, int epochs) {
        Arrays.fill(values, 0);
        WeightedSum sum = WeightedSum.of(tape);
        for (int i = 0; i < terms.size(); i++) {
            Weighted weighted = terms.get(i);
            Term term = weighted.term();
            float weight = (float) (weighted.weight().at(epoch, epochs) * term.share());
            Tensor loss = term.loss(tape, student, teacher, batch);
            values[weighted.kind()] += (double) weight * loss.data().get(0);
            if (terms.size() == 1 && weight == 1) {
                return loss;
            }
            sum.add(weight, loss);
        }
        return sum.total(tape);
    }

    boolean needsTeacher() {
        return needsTeacher;
    }

    /** What its losses are called, each name once. */
    List<String> names() {
        return names;
    }

    /** What the losses of one of the {@link #names} added to the last step's. */
    double value(int name) {
        return values[name];
    }

    /** What is trained along, known after the first {@link #loss}. */
    List<Learned> learned() {
        return terms.stream().flatMap(each -> each.term().learned().stream()).toList();
    }
}
