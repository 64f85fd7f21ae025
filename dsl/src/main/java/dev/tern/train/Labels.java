package dev.tern.train;

import dev.tern.nn.Batch;
import dev.tern.nn.Outputs;
import dev.tern.tensor.CrossEntropy;
import dev.tern.tensor.Tape;
import dev.tern.tensor.Tensor;
import java.util.List;

/** The true labels: L = -mean over the batch of log softmax(z)[label]. What a network without a teacher learns. */
public final class Labels extends Part<Labels> {
    /** With weight 1. */
    public static final Labels LABELS = new Labels(Weight.ONE);

    private Labels(Weight weight) {
        super(weight);
    }

    @Override
    Labels weighted(Weight other) {
        return new Labels(other);
    }

    @Override
    boolean needsTeacher() {
        return false;
    }

    @Override
    boolean comparesTokens() {
        return false;
    }

    @Override
    List<Term> start() {
        return List.of(new CrossEntropyTerm(1));
    }

    @Override
    String words() {
        return "labels";
    }

    /** The cross-entropy of the labels, by itself or with a share in a mix. */
    record CrossEntropyTerm(double share) implements Term {
        @Override
        public String name() {
            return "labels";
        }

        @Override
        public Tensor loss(Tape tape, Outputs student, Outputs teacher, Batch batch) {
            return CrossEntropy.hard(tape, student.logits(), batch.labels());
        }
    }
}
