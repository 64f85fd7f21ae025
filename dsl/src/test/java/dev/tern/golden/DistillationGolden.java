package dev.tern.golden;

import dev.tern.Dsl;
import dev.tern.nn.Batch;
import dev.tern.nn.Outputs;
import dev.tern.tensor.Linear;
import dev.tern.tensor.Tape;
import dev.tern.tensor.Tensor;
import dev.tern.train.AttentionLoss;
import dev.tern.train.HiddenLoss;
import dev.tern.train.HintLoss;
import dev.tern.train.Logits;
import dev.tern.train.Weight;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiFunction;

/** kd_losses.json: the distillation losses and their gradients. */
public final class DistillationGolden {
    private static final String MIX = "hinton_mix_";

    private DistillationGolden() {}

    public static void check(GoldenCase c) {
        if (c.name().startsWith("logits")) {
            logits(c);
        } else if (c.name().startsWith("hidden")) {
            Tensor student = c.matrix("student").requireGradient();
            int layers = c.shape("student")[0];
            loss(
                    c,
                    student,
                    "loss",
                    "grad",
                    (tape, s) ->
                            HiddenLoss.apply(tape, layers(tape, s, layers), layers(tape, c.matrix("teacher"), layers)));
        } else if (c.name().startsWith("attention")) {
            Tensor student = c.matrix("student").requireGradient();
            loss(
                    c,
                    student,
                    "loss",
                    "grad",
                    (tape, s) -> AttentionLoss.apply(tape, List.of(s), List.of(c.matrix("teacher"))));
        } else if (c.name().equals("fitnet_hint")) {
            hint(c);
        } else {
            fading(c);
        }
    }

    /** Every form of the logits' loss by the words that name it. */
    private static void logits(GoldenCase c) {
        double temperature = c.number("temperature");
        Logits hinton = Dsl.logits.temperature(temperature);
        Tensor teacher = c.matrix("teacher");
        Tensor student = c.matrix("student").requireGradient();
        int[] labels = c.ints("labels");
        Batch batch = new Batch(null, new int[0], new int[0], new float[0], labels, labels);
        loss(
                c,
                student,
                "soft_ce_element_mean",
                "soft_ce_element_mean_grad",
                (tape, s) -> hinton.elementMean().loss(tape, only(s), only(teacher), batch));
        loss(
                c,
                student,
                "soft_ce_batch_mean",
                "soft_ce_batch_mean_grad",
                (tape, s) -> hinton.batchMean().loss(tape, only(s), only(teacher), batch));
        loss(
                c,
                student,
                "hinton_kl_T2_batch_mean",
                "hinton_kl_T2_grad",
                (tape, s) -> hinton.loss(tape, only(s), only(teacher), batch));
        for (String key : c.expectations()) {
            if (key.startsWith(MIX)) {
                double share = 1 - Double.parseDouble(key.substring(MIX.length()));
                value(c, student, key, (tape, s) -> hinton.labels(share).loss(tape, only(s), only(teacher), batch));
            }
        }
        value(c, student, "hard_ce", (tape, s) -> Dsl.labels.loss(tape, only(s), only(teacher), batch));
    }

    private static Outputs only(Tensor logits) {
        return new Outputs(logits, List.of(), List.of());
    }

    private static void hint(GoldenCase c) {
        Tensor guided = c.matrix("guided").requireGradient();
        Tensor regressor = c.matrix("regressor").requireGradient();
        float[] bias = c.floats("regressor_bias");
        try (Tape tape = Tape.forTraining(1)) {
            Tensor mapped = Linear.apply(tape, guided, regressor, Tensor.of(bias, 1, bias.length));
            Tensor loss = HintLoss.apply(tape, mapped, c.matrix("hint"));
            tape.backward(loss);
            c.isClose("loss", GoldenCase.FLOAT, loss.toFloats());
            c.isClose("grad_guided", GoldenCase.FLOAT, Gradients.of(guided));
            c.isClose("grad_regressor", GoldenCase.FLOAT, Gradients.of(regressor));
        }
    }

    private static void fading(GoldenCase c) {
        Weight weight = new Weight(c.number("init"), c.number("final"));
        double[] lambda = Arrays.stream(c.ints("epoch"))
                .mapToDouble(epoch -> weight.at(epoch, c.integer("start"), c.integer("saturate")))
                .toArray();
        c.isClose("lambda", GoldenCase.DOUBLE, lambda);
    }

    private static void value(GoldenCase c, Tensor student, String key, BiFunction<Tape, Tensor, Tensor> loss) {
        try (Tape tape = Tape.forTraining(1)) {
            c.isClose(key, GoldenCase.FLOAT, loss.apply(tape, student).toFloats());
        }
    }

    private static void loss(
            GoldenCase c, Tensor student, String value, String gradient, BiFunction<Tape, Tensor, Tensor> loss) {
        try (Tape tape = Tape.forTraining(1)) {
            student.clearGradient();
            Tensor result = loss.apply(tape, student);
            tape.backward(result);
            c.isClose(value, GoldenCase.FLOAT, result.toFloats());
            c.isClose(gradient, GoldenCase.FLOAT, Gradients.of(student));
        }
    }

    /** The parts of a tensor along its first axis, their gradients flowing back into it. */
    private static List<Tensor> layers(Tape tape, Tensor all, int count) {
        int size = all.size() / count;
        float[] values = all.toFloats();
        List<Tensor> layers = new ArrayList<>();
        for (int layer = 0; layer < count; layer++) {
            int from = layer * size;
            Tensor part = tape.allocate(all.rows() / count, all.columns());
            part.data().put(0, Arrays.copyOfRange(values, from, from + size));
            if (all.needsGradient()) {
                tape.record(() -> {
                    for (int i = 0; i < size; i++) {
                        all.gradient().put(from + i, part.gradient().get(i));
                    }
                });
            }
            layers.add(part);
        }
        return layers;
    }
}
