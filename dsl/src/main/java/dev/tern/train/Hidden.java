package dev.tern.train;

import dev.tern.nn.Batch;
import dev.tern.nn.Outputs;
import dev.tern.quant.Learned;
import dev.tern.tensor.Tape;
import dev.tern.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * The teacher's hidden states, the embedding output and the output of every layer: {@link HiddenLoss}. A student of
 * another depth imitates the teacher's layers evenly spread, or those named by {@link #from}; one of another width needs a
 * {@link #regressor}. Immutable.
 */
public final class Hidden extends Part<Hidden> {
    /** Every layer's against its counterpart's, as they are. */
    public static final Hidden EVERY_LAYER = new Hidden(LayerMap.UNIFORM, Mapping.DIRECT, Weight.ONE);

    /** How a student's state becomes comparable with its teacher's. */
    private enum Mapping {
        DIRECT,
        LEARNED
    }

    private final LayerMap map;
    private final Mapping mapping;

    private Hidden(LayerMap map, Mapping mapping, Weight weight) {
        super(weight);
        this.map = map;
        this.mapping = mapping;
    }

    /**
     * Which hidden state of the teacher each of the student's imitates, in the student's order: 0 is the embedding
     * output (of a network that has one), l the output of the l-th layer. {@code hidden.from(0, 3, 6)} lets a student of
     * two layers imitate the third and the sixth.
     */
    public Hidden from(int... teacherLayers) {
        return new Hidden(LayerMap.of("hidden", teacherLayers), mapping, weight());
    }

    /** Compares through a linear map for every layer, learned along and thrown away after: for different widths. */
    public Hidden regressor() {
        return new Hidden(map, Mapping.LEARNED, weight());
    }

    @Override
    Hidden weighted(Weight other) {
        return new Hidden(map, mapping, other);
    }

    @Override
    List<Term> start() {
        return List.of(new States());
    }

    @Override
    String words() {
        return "hidden" + map + (mapping == Mapping.LEARNED ? ".regressor()" : "");
    }

    /** Number of the first of a network's hidden states: 0 for the embedding output, 1 for the first layer's. */
    static int first(Outputs outputs) {
        return outputs.attention().isEmpty() ? 1 : 0;
    }

    private final class States implements Term {
        private final List<Regressor> regressors = new ArrayList<>();

        @Override
        public String name() {
            return "hidden";
        }

        @Override
        public Tensor loss(Tape tape, Outputs student, Outputs teacher, Batch batch) {
            List<Tensor> ours = student.hidden();
            List<Tensor> theirs = teacher.hidden();
            if (ours.isEmpty() || theirs.isEmpty()) {
                throw new IllegalArgumentException(
                        "A network without hidden layers has no hidden states to imitate:" + " write imitate(logits).");
            }
            int first = first(student);
            map.require("hidden", ours.size(), theirs.size(), first);
            Pairs pairs = Pairs.of(tape);
            for (int i = 0; i < ours.size(); i++) {
                Tensor wanted = theirs.get(map.index(i, ours.size(), theirs.size(), first));
                pairs.add(comparable(tape, i, ours.get(i), wanted.columns()), wanted);
            }
            return HiddenLoss.apply(tape, pairs.students(), pairs.teachers());
        }

        private Tensor comparable(Tape tape, int i, Tensor state, int width) {
            if (mapping == Mapping.DIRECT) {
                if (state.columns() != width) {
                    throw new IllegalArgumentException("The student's hidden states have the width " + state.columns()
                            + ", the teacher's " + width + ": learn a map between them, hidden.regressor(), or imitate"
                            + " the logits alone, .imitate(logits).");
                }
                return state;
            }
            if (i == regressors.size()) {
                regressors.add(Regressor.between(state.columns(), width, i));
            }
            return regressors.get(i).apply(tape, state);
        }

        @Override
        public List<Learned> learned() {
            return regressors.stream().flatMap(each -> each.learned().stream()).toList();
        }
    }
}
