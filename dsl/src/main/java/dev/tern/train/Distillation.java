package dev.tern.train;

import dev.tern.nn.Outputs;
import dev.tern.tensor.Add;
import dev.tern.tensor.Tape;
import dev.tern.tensor.Tensor;

/**
 * TernaryBERT's distillation loss (Zhang et al., EMNLP 2020, equations 8 to 10): L = L_trm + L_pred, where L_trm is the
 * squared error of the embedding output and every layer's hidden states plus that of every layer's raw attention scores,
 * and L_pred the soft cross-entropy of the logits; unit weights, temperature 1, no hard labels.
 */
final class Distillation {
    private Distillation() {}

    /** The loss [1, 1] of a student's outputs against its teacher's, which get no gradient. */
    static Tensor loss(Tape tape, Outputs student, Outputs teacher) {
        requireSameShape(student, teacher);
        Tensor loss = SoftCrossEntropy.apply(tape, student.logits(), teacher.logits());
        if (!student.hidden().isEmpty()) {
            loss = Add.apply(tape, loss, HiddenLoss.apply(tape, student.hidden(), teacher.hidden()));
        }
        if (!student.attention().isEmpty()) {
            loss = Add.apply(tape, loss, AttentionLoss.apply(tape, student.attention(), teacher.attention()));
        }
        return loss;
    }

    private static void requireSameShape(Outputs student, Outputs teacher) {
        boolean same = sameShape(student.logits(), teacher.logits())
                && student.hidden().size() == teacher.hidden().size()
                && student.attention().size() == teacher.attention().size();
        for (int i = 0; same && i < student.hidden().size(); i++) {
            same = sameShape(student.hidden().get(i), teacher.hidden().get(i));
        }
        for (int i = 0; same && i < student.attention().size(); i++) {
            same = sameShape(student.attention().get(i), teacher.attention().get(i));
        }
        if (!same) {
            throw new IllegalArgumentException(
                    "The student is " + describe(student) + ", the teacher " + describe(teacher)
                            + ": hidden states and attention can only be imitated by a network of the same shape."
                            + " Write model() without a network: the student then starts as a copy of the teacher.");
        }
    }

    private static boolean sameShape(Tensor a, Tensor b) {
        return a.rows() == b.rows() && a.columns() == b.columns();
    }

    private static String describe(Outputs outputs) {
        int width = outputs.hidden().isEmpty() ? 0 : outputs.hidden().get(0).columns();
        return "a network of " + outputs.hidden().size() + " hidden states of width " + width + ", "
                + outputs.attention().size() + " attention layers and "
                + outputs.logits().columns() + " classes";
    }
}
