package dev.tern.train;

import dev.tern.tensor.Tape;
import dev.tern.tensor.Tensor;
import dev.tern.tensor.Threads;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;

/**
 * The sum over pairs of tensors of their mean squared difference, the loop under {@link HiddenLoss} and
 * {@link AttentionLoss}:
 *
 * <pre>
 *   L = sum over l of mean((s_l - t_l)^2),    dL/ds_l = 2 (s_l - t_l) / size_l
 * </pre>
 *
 * <p>A value at or below the floor counts as 0, and has no gradient.
 */
final class SquaredError {
    private static final int TILE = 4096;
    private static final int LANES = 64;

    private SquaredError() {}

    static Tensor apply(Tape tape, List<Tensor> students, List<Tensor> teachers, float floor) {
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
        double[] sums = new double[tiles(student)];
        forEachTile(student, teacher, floor, (tile, offset, difference, values, count) -> {
            // The rest of the tile is zero, so whole blocks may be summed: a loop the compiler vectorizes.
            float[] lanes = new float[LANES];
            for (int block = 0; block < count; block += LANES) {
                for (int lane = 0; lane < LANES; lane++) {
                    lanes[lane] += difference[block + lane] * difference[block + lane];
                }
            }
            for (float lane : lanes) {
                sums[tile] += lane;
            }
        });
        double total = 0;
        for (double sum : sums) {
            total += sum;
        }
        return total / student.size();
    }

    private static void backward(Tensor student, Tensor teacher, float floor, float upstream) {
        FloatBuffer gradient = student.gradient();
        float factor = 2 * upstream / student.size();
        forEachTile(student, teacher, floor, (tile, offset, difference, values, count) -> {
            float[] sum = new float[count];
            gradient.get(offset, sum, 0, count);
            for (int i = 0; i < count; i++) {
                if (!(values[i] <= floor)) {
                    sum[i] += factor * difference[i];
                }
            }
            gradient.put(offset, sum, 0, count);
        });
    }

    private interface Visitor {
        /** Differences of the floored values, and the student's values as they were. */
        void visit(int tile, int offset, float[] difference, float[] values, int count);
    }

    private static int tiles(Tensor tensor) {
        return (tensor.size() + TILE - 1) / TILE;
    }

    private static void forEachTile(Tensor student, Tensor teacher, float floor, Visitor visitor) {
        Threads.parallel(tiles(student), (from, to) -> {
            float[] values = new float[TILE];
            float[] wanted = new float[TILE];
            float[] difference = new float[TILE];
            for (int tile = from; tile < to; tile++) {
                int offset = tile * TILE;
                int count = Math.min(TILE, student.size() - offset);
                read(student, offset, values, count);
                read(teacher, offset, wanted, count);
                for (int i = 0; i < count; i++) {
                    float ours = values[i] <= floor ? 0 : values[i];
                    float theirs = wanted[i] <= floor ? 0 : wanted[i];
                    difference[i] = ours - theirs;
                }
                Arrays.fill(difference, count, TILE, 0);
                visitor.visit(tile, offset, difference, values, count);
            }
        });
    }

    private static void read(Tensor tensor, int offset, float[] values, int count) {
        tensor.data().get(offset, values, 0, count);
        if (tensor.isCoded()) {
            for (int i = 0; i < count; i++) {
                values[i] *= tensor.scale();
            }
        }
    }
}
