package dev.tern.train;

import dev.tern.nn.Batch;
import dev.tern.nn.Outputs;
import dev.tern.quant.Learned;
import dev.tern.tensor.Tape;
import dev.tern.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A hint: one hidden state of the student, through a learned linear regressor, imitates one of the teacher's:
 * {@link HintLoss}. {@code hidden.regressor()} compares every layer and by the mean over all elements instead, 2 / width of this. FitNets
 * is {@code imitate(hint(1, 2).epochs(1), labels.and(logits.temperature(3).batchMean().fading(4, 1)))}. Immutable.
 */
public final class Hint extends Part<Hint> {
    private final int studentLayer;
    private final int teacherLayer;

    /**
     * @param studentLayer number of the guided layer; 0 is the embedding output, l the l-th layer's
     * @param teacherLayer number of the layer that gives the hint
     */
    public Hint(int studentLayer, int teacherLayer) {
        this(studentLayer, teacherLayer, Weight.ONE);
    }

    private Hint(int studentLayer, int teacherLayer, Weight weight) {
        super(weight);
        this.studentLayer = studentLayer;
        this.teacherLayer = teacherLayer;
    }

    @Override
    Hint weighted(Weight other) {
        return new Hint(studentLayer, teacherLayer, other);
    }

    @Override
    List<Term> start() {
        return List.of(new Guided());
    }

    @Override
    String words() {
        return "hint(" + studentLayer + ", " + teacherLayer + ")";
    }

    private final class Guided implements Term {
        private @Nullable Regressor regressor;

        @Override
        public String name() {
            return "hint";
        }

        @Override
        public Tensor loss(Tape tape, Outputs student, Outputs teacher, Batch batch) {
            Tensor guided = state("student", studentLayer, student.hidden(), Hidden.first(student));
            Tensor hint = state("teacher", teacherLayer, teacher.hidden(), Hidden.first(teacher));
            Regressor map = regressor;
            if (map == null) {
                map = Regressor.between(guided.columns(), hint.columns(), studentLayer);
                regressor = map;
            }
            return HintLoss.apply(tape, map.apply(tape, guided), hint);
        }

        private Tensor state(String who, int number, List<Tensor> states, int first) {
            int index = number - first;
            if (index < 0 || index >= states.size()) {
                throw new IllegalArgumentException(words() + ": the " + who + " has no layer " + number
                        + "; its layers are " + first + (first == 0 ? " (the embedding output)" : "") + " to "
                        + (states.size() - 1 + first) + ".");
            }
            return states.get(index);
        }

        @Override
        public List<Learned> learned() {
            Regressor map = regressor;
            return map == null ? List.of() : map.learned();
        }
    }
}
