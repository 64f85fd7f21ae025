package dev.tern.train;

import dev.tern.nn.Batch;
import dev.tern.nn.Outputs;
import dev.tern.quant.Learned;
import dev.tern.tensor.Tape;
import dev.tern.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A loss at work in one stage of one training; it may learn a regressor along the way. */
interface Term {
    /**
     * What went through the networks in a step.
     *
     * @param student its outputs
     * @param teacher its outputs, without a gradient; null if nothing of them is imitated
     * @param batch the rows, as the student read them
     */
    record Step(Outputs student, @Nullable Outputs teacher, Batch batch) {
        Outputs taught() {
            if (teacher == null) {
                throw new IllegalStateException("There is no teacher to imitate.");
            }
            return teacher;
        }
    }

    /** What the loss is called in a training curve. */
    String name();

    /** What it counts within its part: 0.9 of a mix with labels, for instance. */
    default double share() {
        return 1;
    }

    /** The loss, [1, 1], without its weight. */
    Tensor loss(Tape tape, Step step);

    /** What is trained along with the student, known after the first {@link #loss}. */
    default List<Learned> learned() {
        return List.of();
    }
}
