package dev.tern.train;

import dev.tern.nn.Batch;
import dev.tern.nn.Network;
import dev.tern.nn.Outputs;
import dev.tern.nn.Parameter;
import dev.tern.quant.Learned;
import dev.tern.tensor.AdamW;
import dev.tern.tensor.Memory;
import dev.tern.tensor.Schedule;
import dev.tern.tensor.Tape;
import dev.tern.tensor.Tensor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/** The training loop: shuffled batches, forward, loss, backward, AdamW; stage by stage. */
public final class Trainer {
    private final Network network;
    private final Course course;
    private final Examples examples;
    private final Plan plan;
    private final int stepsPerEpoch;
    private final int steps;
    private final Random order;
    private final Ticker ticker;
    private final List<Double> losses = new ArrayList<>();
    private final List<History.Part> parts = new ArrayList<>();
    private History.Positions positions = History.Positions.NONE;
    private final List<Double> checks = new ArrayList<>();
    private @Nullable Network best;
    private @Nullable AdamW optimizer;
    private int stageNumber;

    private Trainer(Network network, Course course, Examples examples, Plan plan) {
        this.network = network;
        this.course = course;
        this.examples = examples;
        this.plan = plan;
        this.order = new Random(plan.seed());
        this.stepsPerEpoch = (examples.size() + plan.batch() - 1) / plan.batch();
        this.steps = stepsPerEpoch * epochs();
        this.ticker = new Ticker(steps);
    }

    private int epochs() {
        return course.stages().stream().mapToInt(stage -> stage.epochs(plan)).sum();
    }

    /**
     * A trained network and what happened.
     *
     * @param network quantization frozen
     * @param history of the training
     */
    public record Trained(Network network, History history) {}

    /**
     * Trains a network in place and freezes its quantization. If the course checks for the best epoch, the network of
     * that epoch is returned, which is another one.
     *
     * @throws TrainingException if the loss is no longer a number
     * @throws CancellationException if the thread is interrupted
     */
    public static Trained fit(Network network, Course course, Examples examples, Plan plan) {
        for (int i = 0; i < examples.size(); i++) {
            if (examples.label(i) < 0 || examples.label(i) >= network.classes()) {
                throw new IllegalArgumentException("Row " + i + " has the label " + examples.label(i)
                        + ", but the network tells the classes 0 to " + (network.classes() - 1) + " apart.");
            }
        }
        return new Trainer(network, course, examples, plan).run();
    }

    private Trained run() {
        network.quantization().fixUntrained(network);
        long start = System.nanoTime();
        try (Tape tape = Tape.forTraining(plan.seed()).precision(plan.precision());
                Teacher teacher = teacher()) {
            for (Stage stage : course.stages()) {
                run(stage, tape, stage.imitation().needsTeacher() ? teacher : null);
            }
        } finally {
            endStage();
        }
        network.quantization().freeze(network);
        Duration time = Duration.ofNanos(System.nanoTime() - start);
        Memory.collectIfGrown();
        return new Trained(
                best == null ? network : best, new History(losses, parts, checks, positions, stepsPerEpoch, time));
    }

    private @Nullable Teacher teacher() {
        Network teacher = course.teacher();
        Examples itsOwn = course.teacherReads();
        return teacher == null ? null : new Teacher(teacher, itsOwn == null ? examples : itsOwn, course.memory());
    }

    private void run(Stage stage, Tape tape, @Nullable Teacher teacher) {
        stageNumber++;
        if (teacher != null) {
            teacher.startStage();
        }
        boolean isLastStage = stageNumber == course.stages().size();
        int epochs = stage.epochs(plan);
        double rate = stage.learningRate(plan);
        long stageSteps = (long) stepsPerEpoch * epochs;
        Schedule schedule = new Schedule(rate, Math.round(plan.warmUp() * stageSteps), stageSteps);
        List<Parameter> trained = network.trained();
        Imitating imitating = new Imitating(stage.imitation());
        int first = losses.size();
        Map<String, List<Double>> values = new LinkedHashMap<>();
        for (int epoch = 1; epoch <= epochs; epoch++) {
            String title = title(epoch, epochs);
            for (int[] rows : examples.shuffled(plan.batch(), order)) {
                stopIfInterrupted(title);
                Batch batch = examples.batch(rows);
                positions = positions.plus(examples.positions(rows));
                Outputs outputs = network.forward(tape, batch, (float) plan.dropout());
                Term.Step step = new Term.Step(
                        outputs, teacher == null ? null : teacher.answer(rows, isLastStage && epoch == epochs), batch);
                Tensor loss = imitating.loss(tape, step, epoch, epochs);
                double value = loss.data().get(0);
                if (!Double.isFinite(value)) {
                    throw diverged(value, title, rate);
                }
                AdamW updating = optimizer == null ? optimizer(imitating.learned(), rate) : optimizer;
                optimizer = updating;
                tape.backward(loss);
                updating.step(schedule.at(losses.size() - first));
                network.quantization().afterStep(trained);
                tape.reset();
                if (teacher != null) {
                    teacher.reset();
                }
                losses.add(value);
                imitating
                        .values()
                        .forEach((name, part) -> values.computeIfAbsent(name, n -> new ArrayList<>())
                                .add(part));
                ticker.tick(losses.size(), title, message(value, imitating.values()));
            }
            check();
        }
        values.forEach((name, part) -> parts.add(new History.Part(name, first, part)));
        endStage();
    }

    private void endStage() {
        AdamW ended = optimizer;
        if (ended != null) {
            ended.close();
        }
        optimizer = null;
    }

    /** Keeps the network as it is now, quantized as it would be stored, if it does better than before. */
    private void check() {
        Examples rows = course.check();
        if (rows == null) {
            return;
        }
        Network now = network.frozenCopy();
        double accuracy = Evaluation.of(now, rows).accuracy(rows);
        boolean isBest = checks.stream().allMatch(before -> accuracy > before);
        checks.add(accuracy);
        best = isBest ? now : best;
    }

    private String title(int epoch, int epochs) {
        int count = course.stages().size();
        String prefix = count == 1 ? "" : "stage " + stageNumber + " of " + count + ", ";
        return prefix + "epoch " + epoch + " of " + epochs;
    }

    private static String message(double loss, Map<String, Double> values) {
        StringBuilder message = new StringBuilder(String.format(Locale.ROOT, "loss %.4f", loss));
        if (values.size() > 1) {
            values.forEach((name, value) -> message.append(String.format(Locale.ROOT, " · %s %.4f", name, value)));
        }
        return message.toString();
    }

    private void stopIfInterrupted(String title) {
        if (Thread.interrupted()) {
            throw new CancellationException("Training was interrupted in " + title + ", step " + (losses.size() + 1)
                    + " of " + steps + ". No model was made; all variables are kept.");
        }
    }

    private TrainingException diverged(double value, String title, double rate) {
        return new TrainingException(String.format(
                Locale.ROOT,
                "The loss became %s in %s, step %d of %d: the steps are too large. Add .learningRate(%.0e) to the %s, a"
                        + " third of what it was.",
                value,
                title,
                losses.size() + 1,
                steps,
                rate / 3,
                course.stages().size() == 1 ? "recipe" : "stage"));
    }

    private AdamW optimizer(List<Learned> regressors, double rate) {
        List<Tensor> decayed = new ArrayList<>();
        List<Tensor> undecayed = new ArrayList<>();
        for (Parameter p : network.trained()) {
            (p.kind().decays() ? decayed : undecayed).add(p.value());
        }
        AdamW optimizer = new AdamW(AdamW.Settings.BERT, decayed, undecayed);
        List<Learned> apart = new ArrayList<>(network.quantization().learned(network.trained()));
        apart.addAll(regressors);
        for (Learned learned : apart) {
            double own = learned.learningRate().orElse(rate);
            optimizer.addApart(learned.value(), learned.weightDecay(), own / rate);
        }
        return optimizer;
    }
}
