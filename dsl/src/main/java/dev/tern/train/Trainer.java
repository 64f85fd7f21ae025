package dev.tern.train;

import dev.tern.nn.Network;
import dev.tern.tensor.Memory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/** The training loop: shuffled batches, a {@link Steps step} on each, and what is told of them; stage by stage. */
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
    private int stageNumber;

    private Trainer(Network network, Course course, Examples examples, Plan plan) {
        this.network = network;
        this.course = course;
        this.examples = examples;
        this.plan = plan;
        this.order = new Random(plan.seed());
        this.stepsPerEpoch = Steps.perEpoch(examples, plan);
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
        try (Steps training = new Steps(network, course, examples, plan)) {
            for (Stage stage : course.stages()) {
                run(stage, training);
            }
        }
        network.quantization().freeze(network);
        Duration time = Duration.ofNanos(System.nanoTime() - start);
        Memory.collectIfGrown();
        return new Trained(
                best == null ? network : best, new History(losses, parts, checks, positions, stepsPerEpoch, time));
    }

    private void run(Stage stage, Steps training) {
        stageNumber++;
        int epochs = stage.epochs(plan);
        int first = losses.size();
        training.start(stage);
        for (int epoch = 1; epoch <= epochs; epoch++) {
            String title = title(epoch, epochs);
            List<int[]> batches = examples.shuffled(plan.batch(), order);
            positions = positions.plus(examples.positions(batches));
            for (int i = 0; i < batches.size(); i++) {
                int done = first + training.done();
                stopIfInterrupted(title, done);
                double loss = training.step(examples.batch(batches.get(i)));
                if (!Double.isFinite(loss)) {
                    throw diverged(loss, title, stage, done);
                }
                if (ticker.isDue(done + 1)) {
                    ticker.report(done + 1, title, training.message());
                }
            }
            check();
        }
        training.endStage(losses, parts);
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

    private void stopIfInterrupted(String title, int done) {
        if (Thread.interrupted()) {
            throw new CancellationException("Training was interrupted in " + title + ", step " + (done + 1) + " of "
                    + steps + ". No model was made; all variables are kept.");
        }
    }

    private TrainingException diverged(double value, String title, Stage stage, int done) {
        return new TrainingException(String.format(
                Locale.ROOT,
                "The loss became %s in %s, step %d of %d: the steps are too large. Add .learningRate(%.0e) to the %s, a"
                        + " third of what it was.",
                value,
                title,
                done + 1,
                steps,
                stage.learningRate(plan) / 3,
                course.stages().size() == 1 ? "recipe" : "stage"));
    }
}
