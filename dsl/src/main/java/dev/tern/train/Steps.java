package dev.tern.train;

import dev.tern.nn.Batch;
import dev.tern.nn.Network;
import dev.tern.nn.Outputs;
import dev.tern.nn.Parameter;
import dev.tern.quant.Learned;
import dev.tern.tensor.AdamW;
import dev.tern.tensor.Schedule;
import dev.tern.tensor.Tape;
import dev.tern.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The steps of one training: forward, the teacher's answer, loss, backward, AdamW. A step on a batch of a shape that was
 * there before makes no objects, unless something of the teacher is remembered for later or is asked for again. Not
 * thread-safe.
 */
public final class Steps implements AutoCloseable {
    private final Network network;
    private final Course course;
    private final Plan plan;
    private final int perEpoch;
    private final List<Parameter> trained;
    private final Tape tape;
    private final @Nullable Teacher teacher;
    private int stageNumber;
    private int epochs;
    private int done;
    private double rate;
    private Schedule schedule = new Schedule(1, 0, 1);
    private Imitating imitating = new Imitating(Labels.LABELS);
    /** Of the stage, step by step. */
    private double[] losses = {};
    /** The same of each kind of loss. */
    private double[][] parts = {};

    private @Nullable AdamW optimizer;

    /** Nothing yet: {@link #start} comes first. */
    public Steps(Network network, Course course, Examples examples, Plan plan) {
        this.network = network;
        this.course = course;
        this.plan = plan;
        perEpoch = perEpoch(examples, plan);
        trained = network.trained();
        tape = Tape.forTraining(plan.seed()).precision(plan.precision());
        Network imitated = course.teacher();
        teacher = imitated == null ? null : new Teacher(imitated, examples, course.teacherReads(), course.memory());
    }

    static int perEpoch(Examples examples, Plan plan) {
        return (examples.size() + plan.batch() - 1) / plan.batch();
    }

    /** Starts the next stage of the course, with a warm-up and an optimizer of its own. */
    public void start(Stage stage) {
        stageNumber++;
        if (teacher != null) {
            teacher.startStage();
        }
        done = 0;
        epochs = stage.epochs(plan);
        rate = stage.learningRate(plan);
        long steps = (long) perEpoch * epochs;
        schedule = new Schedule(rate, Math.round(plan.warmUp() * steps), steps);
        imitating = new Imitating(stage.imitation());
        losses = new double[Math.toIntExact(steps)];
        parts = new double[imitating.names().size()][losses.length];
    }

    /**
     * The next step; there are as many in a stage as its epochs take.
     *
     * @return its loss; if that is no finite number, nothing was updated
     */
    public double step(Batch batch) {
        Outputs outputs = network.forward(tape, batch, (float) plan.dropout());
        Tensor loss = imitating.loss(tape, outputs, answer(batch), batch, 1 + done / perEpoch, epochs);
        double value = loss.data().get(0);
        if (Double.isFinite(value)) {
            update(loss);
            losses[done] = value;
            for (int i = 0; i < parts.length; i++) {
                parts[i][done] = imitating.value(i);
            }
            done++;
        }
        return value;
    }

    private Outputs answer(Batch batch) {
        Teacher asked = teacher;
        if (asked == null || !imitating.needsTeacher()) {
            return Term.NOBODY;
        }
        boolean isLastStage = stageNumber == course.stages().size();
        return asked.answer(batch, isLastStage && done / perEpoch == epochs - 1);
    }

    private void update(Tensor loss) {
        AdamW updating = optimizer == null ? newOptimizer() : optimizer;
        optimizer = updating;
        tape.backward(loss);
        updating.step(schedule.at(done));
        network.quantization().afterStep(trained);
        tape.reset();
        if (teacher != null) {
            teacher.reset();
        }
    }

    /** After the first loss: only then it is known what is trained along. */
    private AdamW newOptimizer() {
        List<Tensor> decayed = new ArrayList<>();
        List<Tensor> undecayed = new ArrayList<>();
        for (Parameter p : trained) {
            (p.kind().decays() ? decayed : undecayed).add(p.value());
        }
        AdamW made = new AdamW(AdamW.Settings.BERT, decayed, undecayed);
        List<Learned> apart = new ArrayList<>(network.quantization().learned(trained));
        apart.addAll(imitating.learned());
        for (Learned learned : apart) {
            double own = learned.learningRate().orElse(rate);
            made.addApart(learned.value(), learned.weightDecay(), own / rate);
        }
        return made;
    }

    /** How many steps of the stage are done. */
    int done() {
        return done;
    }

    /** The last step's loss and what it is made of, such as "loss 0.7000 · logits 0.5000 · labels 0.2000". */
    String message() {
        StringBuilder message = new StringBuilder(String.format(Locale.ROOT, "loss %.4f", losses[done - 1]));
        for (int i = 0; i < parts.length && parts.length > 1; i++) {
            String name = imitating.names().get(i);
            message.append(String.format(Locale.ROOT, " · %s %.4f", name, parts[i][done - 1]));
        }
        return message.toString();
    }

    /** Ends the stage and adds what its losses were. */
    void endStage(List<Double> allLosses, List<History.Part> allParts) {
        int first = allLosses.size();
        allLosses.addAll(curve(losses));
        for (int i = 0; i < parts.length; i++) {
            allParts.add(new History.Part(imitating.names().get(i), first, curve(parts[i])));
        }
        dropOptimizer();
    }

    private List<Double> curve(double[] values) {
        return Arrays.stream(values, 0, done).boxed().toList();
    }

    private void dropOptimizer() {
        AdamW ended = optimizer;
        if (ended != null) {
            ended.close();
        }
        optimizer = null;
    }

    @Override
    public void close() {
        dropOptimizer();
        if (teacher != null) {
            teacher.close();
        }
        tape.close();
    }
}
