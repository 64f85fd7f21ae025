package dev.tern.train;

import dev.tern.nn.Batch;
import dev.tern.nn.Network;
import dev.tern.nn.Outputs;
import dev.tern.nn.Parameter;
import dev.tern.quant.Learned;
import dev.tern.tensor.AdamW;
import dev.tern.tensor.CrossEntropy;
import dev.tern.tensor.Schedule;
import dev.tern.tensor.Tape;
import dev.tern.tensor.Tensor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/** The training loop: shuffled batches, forward, loss, backward, AdamW; with or without a teacher. */
public final class Trainer {
    private Trainer() {}

    /**
     * Trains a network in place and freezes its quantization.
     *
     * @param teacher whose outputs are imitated; null trains on the labels
     * @throws TrainingException if the loss is no longer a number
     * @throws CancellationException if the thread is interrupted
     */
    public static History fit(Network network, @Nullable Network teacher, Examples examples, Plan plan) {
        for (int i = 0; i < examples.size(); i++) {
            if (examples.label(i) < 0 || examples.label(i) >= network.classes()) {
                throw new IllegalArgumentException("Row " + i + " has the label " + examples.label(i)
                        + ", but the network tells the classes 0 to " + (network.classes() - 1) + " apart.");
            }
        }
        network.quantization().fixUntrained(network);
        int stepsPerEpoch = (examples.size() + plan.batch() - 1) / plan.batch();
        int steps = stepsPerEpoch * plan.epochs();
        AdamW optimizer = optimizer(network, plan);
        List<Parameter> trained = network.trained();
        Schedule schedule = new Schedule(plan.learningRate(), Math.round(Plan.WARM_UP * steps), steps);
        Random order = new Random(plan.seed());
        List<Double> losses = new ArrayList<>();
        Ticker ticker = new Ticker(steps);
        long start = System.nanoTime();
        try (Tape tape = Tape.forTraining(plan.seed());
                Tape teacherTape = Tape.forInference()) {
            for (int epoch = 1; epoch <= plan.epochs(); epoch++) {
                String title = "epoch " + epoch + " of " + plan.epochs();
                for (int[] rows : examples.shuffled(plan.batch(), order)) {
                    if (Thread.interrupted()) {
                        throw new CancellationException(
                                "Training was interrupted in " + title + ", step " + (losses.size() + 1) + " of "
                                        + steps + ". No model was made; all variables are kept.");
                    }
                    Batch batch = examples.batch(rows);
                    Outputs outputs = network.forward(tape, batch, (float) plan.dropout());
                    Tensor loss = teacher == null
                            ? CrossEntropy.hard(tape, outputs.logits(), batch.labels())
                            : Distillation.loss(tape, outputs, teacher.forward(teacherTape, batch, 0));
                    double value = loss.data().get(0);
                    if (!Double.isFinite(value)) {
                        throw new TrainingException(String.format(
                                Locale.ROOT,
                                "The loss became %s in %s, step %d of %d: the steps are too large. Add"
                                        + " .learningRate(%.0e) to the recipe, a third of what it was.",
                                value,
                                title,
                                losses.size() + 1,
                                steps,
                                plan.learningRate() / 3));
                    }
                    tape.backward(loss);
                    optimizer.step(schedule.at(losses.size()));
                    network.quantization().afterStep(trained);
                    tape.reset();
                    teacherTape.reset();
                    losses.add(value);
                    ticker.tick(losses.size(), title, String.format(Locale.ROOT, "loss %.4f", value));
                }
            }
        }
        network.quantization().freeze(network);
        return new History(losses, stepsPerEpoch, Duration.ofNanos(System.nanoTime() - start));
    }

    private static AdamW optimizer(Network network, Plan plan) {
        List<Tensor> decayed = new ArrayList<>();
        List<Tensor> undecayed = new ArrayList<>();
        for (Parameter p : network.trained()) {
            (p.kind().decays() ? decayed : undecayed).add(p.value());
        }
        AdamW optimizer = new AdamW(AdamW.Settings.BERT, decayed, undecayed);
        for (Learned learned : network.quantization().learned(network.trained())) {
            double rate = learned.learningRate().orElse(plan.learningRate());
            optimizer.addApart(learned.value(), learned.weightDecay(), rate / plan.learningRate());
        }
        return optimizer;
    }
}
