package dev.tern.train;

import dev.tern.tensor.Kind;
import dev.tern.tensor.Tape;
import dev.tern.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/** What of a student imitates what of its teacher, in order; filled anew at every step. */
final class Pairs {
    private static final Kind<Pairs> KIND = new Kind<>(Pairs::new);

    private final List<Tensor> students = new ArrayList<>();
    private final List<Tensor> teachers = new ArrayList<>();

    private Pairs() {}

    /** None yet; valid until the tape is reset. */
    static Pairs of(Tape tape) {
        Pairs pairs = tape.take(KIND);
        pairs.students.clear();
        pairs.teachers.clear();
        return pairs;
    }

    void add(Tensor student, Tensor teacher) {
        students.add(student);
        teachers.add(teacher);
    }

    List<Tensor> students() {
        return students;
    }

    List<Tensor> teachers() {
        return teachers;
    }
}
