package dev.tern.train;

import dev.tern.nn.Batch;
import dev.tern.nn.Network;
import dev.tern.nn.Outputs;
import dev.tern.quant.ActivationQuantizer;
import dev.tern.tensor.Tape;
import dev.tern.tensor.Threads;
import java.nio.FloatBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The teacher of one training. It does not change, and what it says of an example has the same bits in every batch and
 * however far the text is padded; so it is asked once about every example, and its answers are remembered as far as the
 * memory goes. They are kept exactly, and a student learns bit by bit what it would learn from a teacher asked at every
 * step. A teacher whose activations take every batch's own range answers otherwise in another batch: it is asked always.
 *
 * <p>Losses compare the padding too, whose length differs from epoch to epoch. So an answer reaches a little further than
 * the batch it was first asked for, and is asked for again where a later batch is longer still.
 */
final class Teacher implements AutoCloseable {
    private final Network network;
    private final Examples examples;
    private final boolean mayRemember;
    private final long budget;
    private final Tape tape = Tape.forInference();
    private Heard.@Nullable Listener listener;
    private @Nullable Heard heard;
    private Remembered remembered;

    /**
     * @param examples as the teacher reads them
     * @param budget for what is remembered, in bytes
     */
    Teacher(Network network, Examples examples, long budget) {
        this.network = network;
        this.examples = examples;
        this.budget = budget;
        remembered = new Remembered(budget);
        mayRemember = network.places().stream()
                .map(network.quantization()::activation)
                .noneMatch(Teacher::dependsOnTheBatch);
    }

    private static boolean dependsOnTheBatch(@Nullable ActivationQuantizer place) {
        return place != null && place.scheme().isDynamic();
    }

    /** Other losses listen from now on; their first step shows to what. */
    void startStage() {
        listener = null;
    }

    /**
     * What it says of these examples, padded to the longest of them; valid until {@link #reset}.
     *
     * @param isLast whether these examples will not be asked about any more
     */
    Outputs answer(int[] rows, boolean isLast) {
        Heard.Listener listening = listener;
        if (listening == null) {
            Batch batch = examples.batch(rows);
            Outputs outputs = network.forward(tape, batch, 0);
            int positions =
                    batch.sequences() == null ? rows.length : batch.layout().rows();
            listener = new Heard.Listener(outputs, positions);
            return listener.watched();
        }
        Heard before = heard;
        Heard now = listening.heard();
        if (before == null || !before.covers(now)) {
            remembered = new Remembered(budget);
            heard = now;
            before = now;
        }
        return mayRemember && listening.isReal()
                ? remembered(rows, before, isLast)
                : network.forward(tape, examples.batch(rows), 0);
    }

    private Outputs remembered(int[] rows, Heard wanted, boolean isLast) {
        int longest = examples.longest(rows);
        int time = wanted.isLogitsAlone() ? 1 : longest;
        int[] unknown = Arrays.stream(rows)
                .filter(row -> remembered.get(row, time) == null)
                .toArray();
        boolean keeps = !isLast && !remembered.isFull();
        if (!keeps && unknown.length == rows.length) {
            return network.forward(tape, examples.batch(rows), 0);
        }
        int classes = network.classes();
        Remembered.Answer[] answers = new Remembered.Answer[rows.length];
        if (unknown.length > 0) {
            int reach = keeps && time > 1 ? Math.min(examples.longest(), longest + 1 + longest / 8) : longest;
            Outputs said = network.forward(tape, examples.batch(unknown, reach), 0);
            int saidTime = wanted.isLogitsAlone() ? 1 : reach;
            int floats = wanted.floats(classes, saidTime);
            for (int i = 0, asked = 0; i < rows.length; i++) {
                if (remembered.get(rows[i], time) == null) {
                    Remembered.Answer place = keeps ? remembered.place(rows[i], saidTime, floats) : null;
                    FloatBuffer floatsOf =
                            place == null ? tape.constant(1, floats).data() : place.floats();
                    answers[i] = place == null ? new Remembered.Answer(saidTime, floatsOf) : place;
                    wanted.keep(said, asked++, saidTime, floatsOf);
                }
            }
        }
        Outputs result = wanted.room(tape, rows.length, classes, time);
        Threads.parallel(rows.length, 1, (from, to) -> {
            for (int i = from; i < to; i++) {
                Remembered.Answer known = answers[i] == null ? remembered.get(rows[i], time) : answers[i];
                if (known != null) {
                    wanted.recall(known.floats(), known.time(), result, i, time);
                }
            }
        });
        return result;
    }

    /** Takes the memory of the last answer back. */
    void reset() {
        tape.reset();
    }

    @Override
    public void close() {
        tape.close();
    }
}
