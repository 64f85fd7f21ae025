package dev.tern.train;

import dev.tern.nn.Network;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a network is taught.
 *
 * @param stages one after the other, at least one
 * @param teacher what is imitated; null if only labels are learned
 * @param teacherReads the training rows as the teacher reads them; null if it reads them as the student does
 * @param memory for what the teacher said of the rows, in bytes, so that it is asked once about each; 0 for none
 * @param check rows on which the network is evaluated after every epoch, to keep the best; null keeps the last
 */
public record Course(
        List<Stage> stages,
        @Nullable Network teacher,
        @Nullable Examples teacherReads,
        long memory,
        @Nullable Examples check) {
    public Course {
        stages = List.copyOf(stages);
        if (stages.isEmpty()) {
            throw new IllegalArgumentException("A training needs at least one stage: write imitate(logits).");
        }
        for (Stage stage : stages) {
            for (Part<?> part : stage.imitation().parts()) {
                if (part.needsTeacher() && teacher == null) {
                    throw new IllegalArgumentException(
                            "imitate(" + part + ") needs someone to imitate: add .distillFrom(teacher).");
                }
                if (part.comparesTokens() && teacherReads != null) {
                    throw new IllegalArgumentException("The student cuts texts into other word pieces than the teacher,"
                            + " so " + part + " compares different words: imitate the logits alone,"
                            + " .imitate(logits).");
                }
            }
        }
    }

    /** What the teacher's answers may take unless told: a quarter of Java's memory, if the machine has it. In bytes. */
    public static long usualMemory() {
        return Remembered.usualBudget();
    }

    /** The labels, for as long as the plan says. */
    public static Course labels() {
        return new Course(List.of(Labels.LABELS.stage()), null, null, 0, null);
    }

    /** The same, with the epoch kept that does best on these rows. */
    public Course keepingBest(Examples rows) {
        return new Course(stages, teacher, teacherReads, memory, rows);
    }
}
