package dev.tern.train;

import dev.tern.tensor.Kind;
import dev.tern.tensor.Operation;
import dev.tern.tensor.Sequences;
import dev.tern.tensor.Tape;
import dev.tern.tensor.Tensor;
import java.nio.FloatBuffer;

/**
 * The mean of attention scores over the heads of a layer, so that layers of different numbers of heads can be compared;
 * a choice of Tern's, in no paper. With H heads:
 *
 * <pre>
 *   y = 1/H sum over h of A_h,    dL/dA_h = 1/H dL/dy
 * </pre>
 *
 * <p>A masked key is masked in every head, so its mean is as low as its scores were.
 */
final class MeanOfHeads extends Operation {
    private static final Kind<MeanOfHeads> KIND = new Kind<>(MeanOfHeads::new);

    private Tensor scores = Tensor.NONE;
    private int batch;
    private int heads;
    /** Scores of one head. */
    private int head;

    private float[] sum = {};
    private float[] values = {};

    private MeanOfHeads() {}

    /** From [batch * heads * time, time] to [batch * time, time]. */
    static Tensor apply(Tape tape, Tensor scores, Sequences layout) {
        MeanOfHeads mean = tape.take(KIND);
        mean.scores = scores;
        mean.batch = layout.batch();
        mean.head = layout.time() * layout.time();
        mean.heads = scores.size() / (mean.batch * mean.head);
        mean.y = tape.result(layout.batch() * layout.time(), layout.time(), scores);
        mean.forward();
        return tape.record(mean);
    }

    private void forward() {
        if (sum.length < head) {
            sum = new float[head];
            values = new float[head];
        }
        for (int sequence = 0; sequence < batch; sequence++) {
            scores.data().get(sequence * heads * head, sum, 0, head);
            for (int h = 1; h < heads; h++) {
                scores.data().get((sequence * heads + h) * head, values, 0, head);
                for (int i = 0; i < head; i++) {
                    sum[i] += values[i];
                }
            }
            for (int i = 0; i < head; i++) {
                sum[i] /= heads;
            }
            y.data().put(sequence * head, sum, 0, head);
        }
    }

    @Override
    protected void backward() {
        FloatBuffer from = y.gradient();
        FloatBuffer to = scores.gradient();
        for (int sequence = 0; sequence < batch; sequence++) {
            for (int h = 0; h < heads; h++) {
                int at = (sequence * heads + h) * head;
                for (int i = 0; i < head; i++) {
                    to.put(at + i, to.get(at + i) + from.get(sequence * head + i) / heads);
                }
            }
        }
    }
}
