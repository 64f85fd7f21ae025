package dev.tern.tensor;

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
public final class SquaredError extends Operation {
    private static final Kind<SquaredError> KIND = new Kind<>(SquaredError::new);

    private final Rows.Each squares = new Rows.Each(this::squares);
    private final Rows.Each differences = new Rows.Each(this::differences);
    private List<Tensor> students = List.of();
    private List<Tensor> teachers = List.of();
    private float floor;
    /** The pair at hand. */
    private Tensor student = Tensor.NONE;

    private Tensor teacher = Tensor.NONE;
    private double[] sums = {};
    private boolean started;
    private float factor;

    private SquaredError() {}

    /**
     * The loss, [1, 1]. Backward reads the lists again: leave them as they are until then.
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
        SquaredError error = tape.take(KIND);
        error.students = students;
        error.teachers = teachers;
        error.floor = floor;
        double loss = 0;
        for (int layer = 0; layer < students.size(); layer++) {
            loss += error.mean(layer);
        }
        error.y = tape.allocate(1, 1);
        error.y.data().put(0, (float) loss);
        return tape.record(error);
    }

    private double mean(int layer) {
        student = students.get(layer);
        teacher = teachers.get(layer);
        if (student.rows() != teacher.rows() || student.columns() != teacher.columns()) {
            throw new IllegalArgumentException(
                    "The student's layer is " + student + ", the teacher's " + teacher + ": both need the same shape.");
        }
        // A partial sum a tile, added up in order: the same bits for every number of threads.
        int tiles = (student.size() + Rows.TILE - 1) / Rows.TILE;
        sums = Scratch.zeros(0, tiles);
        squares.over(student.size());
        double total = 0;
        for (int tile = 0; tile < tiles; tile++) {
            total += sums[tile];
        }
        return total / student.size();
    }

    private void squares(int at, int n) {
        float[] values = Scratch.floats(0, Rows.TILE);
        float[] wanted = Scratch.floats(1, Rows.TILE);
        Rows.load(student, at, values, n);
        Rows.load(teacher, at, wanted, n);
        RowKernels.BEST.difference(values, wanted, floor, values, n);
        sums[at / Rows.TILE] = RowKernels.BEST.squares(values, n);
    }

    @Override
    protected void backward() {
        float upstream = y.gradientMemory().get(0);
        for (int layer = 0; layer < students.size(); layer++) {
            student = students.get(layer);
            teacher = teachers.get(layer);
            if (student.needsGradient()) {
                started = student.startGradient();
                // Taken here, because a tape lends memory to one thread only.
                student.gradientMemory();
                factor = 2 * upstream / student.size();
                differences.over(student.size());
            }
        }
    }

    private void differences(int at, int n) {
        float[] values = Scratch.floats(0, Rows.TILE);
        float[] wanted = Scratch.floats(1, Rows.TILE);
        Rows.load(student, at, values, n);
        Rows.load(teacher, at, wanted, n);
        RowKernels.BEST.differenceGradient(values, wanted, floor, factor, values, n);
        Rows.give(student.gradientMemory(), started, at, values, n);
    }
}
