package dev.tern.tensor;

import java.nio.FloatBuffer;
import java.util.List;

/**
 * The sum over pairs of tensors of their mean squared difference, as students imitate hidden states and attention
 * scores:
 *
 * <pre>
 *   L = sum over l of mean((s_l - t_l)^2),    dL/ds_l = 2 (s_l - t_l) / size_l
 * </pre>
 *
 * <p>A value at or below the floor counts as 0, and has no gradient.
 */
public final class SquaredError {
    private SquaredError() {}

    /**
     * The loss, [1, 1].
     *
     * @param students tensors of any shapes
     * @param teachers as many, of the same shapes; they get no gradient
     * @param floor negative infinity for none
     */
    public static Tensor apply(Tape tape, List<Tensor> students, List<Tensor> teachers, float floor) {
        if (students.size() != teachers.size()) {
            throw new IllegalArgumentException("The student has " + students.size() + " layers to compare, the teacher "
                    + teachers.size() + ": both need the same number.");
        }
        double loss = 0;
        for (int layer = 0; layer < students.size(); layer++) {
            loss += mean(students.get(layer), teachers.get(layer), floor);
        }
        Tensor output = tape.allocate(1, 1);
        output.data().put(0, (float) loss);
        tape.record(() -> {
            float upstream = output.gradient().get(0);
            for (int layer = 0; layer < students.size(); layer++) {
                if (students.get(layer).needsGradient()) {
                    backward(students.get(layer), teachers.get(layer), floor, upstream);
                }
            }
        });
        return output;
    }

    private static double mean(Tensor student, Tensor teacher, float floor) {
        if (student.rows() != teacher.rows() || student.columns() != teacher.columns()) {
            throw new IllegalArgumentException(
                    "The student's layer is " + student + ", the teacher's " + teacher + ": both need the same shape.");
        }
        // A partial sum a tile, added up in order: the same bits for every number of threads.
        int tiles = (student.size() + Rows.TILE - 1) / Rows.TILE;
        double[] sums = Scratch.zeros(0, tiles);
        Rows.each(student.size(), (at, n) -> {
            float[] values = Scratch.floats(0, Rows.TILE);
            float[] wanted = Scratch.floats(1, Rows.TILE);
            Rows.load(student, at, values, n);
            Rows.load(teacher, at, wanted, n);
            RowKernels.BEST.difference(values, wanted, floor, values, n);
            sums[at / Rows.TILE] = RowKernels.BEST.squares(values, n);
        });
        double total = 0;
        for (int tile = 0; tile < tiles; tile++) {
            total += sums[tile];
        }
        return total / student.size();
    }

    private static void backward(Tensor student, Tensor teacher, float floor, float upstream) {
        boolean started = student.startGradient();
        FloatBuffer gradient = student.gradientMemory();
        float factor = 2 * upstream / student.size();
        Rows.each(student.size(), (at, n) -> {
            float[] values = Scratch.floats(0, Rows.TILE);
            float[] wanted = Scratch.floats(1, Rows.TILE);
            Rows.load(student, at, values, n);
            Rows.load(teacher, at, wanted, n);
            RowKernels.BEST.differenceGradient(values, wanted, floor, factor, values, n);
            Rows.give(gradient, started, at, values, n);
        });
    }
}
