package dev.tern.train;

import dev.tern.nn.Batch;
import dev.tern.nn.Outputs;
import dev.tern.quant.Learned;
import dev.tern.tensor.Tape;
import dev.tern.tensor.Tensor;
import java.util.List;

/** A loss at work in one stage of one training; it may learn a regressor along the way. */
interface Term {
    /** What a teacher says that is not there. */
    Outputs NOBODY = new Outputs(Tensor.NONE, List.of(), List.of());

    /** What the loss is called in a training curve. */
    String name();

    /** What it counts within its part: 0.9 of a mix with labels, for instance. */
    default double share() {
        return 1;
    }

    /**
     * The loss, [1, 1], without its weight.
     *
     * @param student its outputs
     * @param teacher its outputs, without a gradient; {@link #NOBODY} if nothing of them is imitated
     * @param batch the rows, as the student read them
     */
    Tensor loss(Tape tape, Outputs student, Outputs teacher, Batch batch);

    /** What is trained along with the student, known after the first {@link #loss}. */
    default List<Learned> learned() {
        return List.of();
    }
}
