package dev.tern.train;

import dev.tern.nn.Batch;
import dev.tern.nn.Network;
import dev.tern.nn.Outputs;
import dev.tern.quant.ActivationQuantizer;
import dev.tern.tensor.Tape;
import dev.tern.tensor.Threads;
import java.nio.FloatBuffer;
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
    private final @Nullable Examples itsOwn;
    private final boolean mayRemember;
    private final long budget;
    private final Tape tape = Tape.forInference();
    private final Threads.Part recalling = this::recall;
    /** Of the stage's first step, until what it heard is known. */
    private Heard.@Nullable Listener listener;

    private boolean isAsked;
    private boolean saysValues;
    private Heard heard = Heard.NOTHING;
    private Remembered remembered;
    /** Of each row at hand what was said, and how far it was padded then; the arrays may be longer. */
    private @Nullable FloatBuffer[] said = {};

    private int[] saidTimes = {};
    private int time;
    private boolean keeps;

    /**
     * @param examples as the student reads them
     * @param itsOwn as the teacher reads them; null if it reads them as the student does
     * @param budget for what is remembered, in bytes
     */
    Teacher(Network network, Examples examples, @Nullable Examples itsOwn, long budget) {
        this.network = network;
        this.examples = itsOwn == null ? examples : itsOwn;
        this.itsOwn = itsOwn;
        this.budget = budget;
        remembered = new Remembered(examples.size(), budget);
        mayRemember = network.places().stream()
                .map(network.quantization()::activation)
                .noneMatch(Teacher::dependsOnTheBatch);
    }

    private static boolean dependsOnTheBatch(@Nullable ActivationQuantizer place) {
        return place != null && place.scheme().isDynamic();
    }

    /** Other losses listen from now on; their first step shows to what. */
    void startStage() {
        isAsked = false;
        listener = null;
    }

    /**
     * What it says of these examples, padded to the longest of them; valid until {@link #reset}.
     *
     * @param batch as the student reads it
     * @param isLast whether these examples will not be asked about any more
     */
    Outputs answer(Batch batch, boolean isLast) {
        if (!isAsked) {
            isAsked = true;
            return watched(batch);
        }
        Heard.Listener listening = listener;
        if (listening != null) {
            listener = null;
            learn(listening);
        }
        return mayRemember && saysValues ? remembered(batch, isLast) : asked(batch);
    }

    private Outputs watched(Batch batch) {
        Batch read = read(batch);
        int positions = read.sequences() == null ? read.size() : read.layout().rows();
        Heard.Listener listening = new Heard.Listener(network.forward(tape, read, 0), positions);
        listener = listening;
        return listening.watched();
    }

    private void learn(Heard.Listener listening) {
        saysValues = listening.isReal();
        Heard now = listening.heard();
        if (!heard.covers(now)) {
            remembered = new Remembered(examples.size(), budget);
            said = new FloatBuffer[0];
            heard = now;
        }
    }

    private Batch read(Batch students) {
        return itsOwn == null ? students : itsOwn.batch(students.rows());
    }

    private Outputs asked(Batch batch) {
        return network.forward(tape, read(batch), 0);
    }

    private Outputs remembered(Batch batch, boolean isLast) {
        int[] rows = batch.rows();
        int longest = examples.longest(rows);
        time = heard.isLogitsAlone() ? 1 : longest;
        int unknown = lookUp(rows);
        keeps = !isLast && !remembered.isFull();
        if (!keeps && unknown == rows.length) {
            return asked(batch);
        }
        if (unknown > 0) {
            ask(rows, unknown, longest);
        }
        Outputs result = heard.room(tape, rows.length, network.classes(), time);
        Threads.parallel(rows.length, 1, recalling);
        return result;
    }

    /** How many of the rows nothing is kept of. */
    private int lookUp(int[] rows) {
        if (said.length < rows.length) {
            said = new FloatBuffer[rows.length];
            saidTimes = new int[rows.length];
        }
        int unknown = 0;
        for (int i = 0; i < rows.length; i++) {
            said[i] = remembered.get(rows[i], time);
            saidTimes[i] = remembered.time(rows[i]);
            unknown += said[i] == null ? 1 : 0;
        }
        return unknown;
    }

    private void ask(int[] rows, int count, int longest) {
        int[] unknown = new int[count];
        for (int i = 0, next = 0; next < count; i++) {
            if (said[i] == null) {
                unknown[next++] = rows[i];
            }
        }
        int reach = keeps && time > 1 ? Math.min(examples.longest(), longest + 1 + longest / 8) : longest;
        Outputs answer = network.forward(tape, examples.batch(unknown, reach), 0);
        int saidTime = heard.isLogitsAlone() ? 1 : reach;
        int floats = heard.floats(network.classes(), saidTime);
        for (int i = 0, next = 0; next < count; i++) {
            if (said[i] == null) {
                FloatBuffer place = keeps ? remembered.place(rows[i], saidTime, floats) : null;
                FloatBuffer kept = place == null ? tape.floats(floats) : place;
                heard.keep(answer, next++, saidTime, kept);
                said[i] = kept;
                saidTimes[i] = saidTime;
            }
        }
    }

    private void recall(int from, int to) {
        for (int i = from; i < to; i++) {
            FloatBuffer known = said[i];
            if (known != null) {
                heard.recall(known, saidTimes[i], i, time);
            }
        }
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
