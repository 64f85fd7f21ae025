package dev.tern.golden;

import dev.tern.tensor.Tape;
import dev.tern.tensor.Tensor;
import dev.tern.train.AttentionLoss;
import dev.tern.train.HiddenLoss;
import dev.tern.train.SoftCrossEntropy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Assumptions;

/** kd_losses.json: the distillation losses and their gradients. */
public final class DistillationGolden {
    private static final String MIX = "hinton_mix_";

    private DistillationGolden() {}

    public static void check(GoldenCase c) {
        Assumptions.assumeFalse(c.name().startsWith("fitnet"), "skipped: Tern has no FitNets hints yet");
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
        } else {
            Tensor student = c.matrix("student").requireGradient();
            loss(
                    c,
                    student,
                    "loss",
                    "grad",
                    (tape, s) -> AttentionLoss.apply(tape, List.of(s), List.of(c.matrix("teacher"))));
        }
    }

    private static void logits(GoldenCase c) {
        float temperature = (float) c.number("temperature");
        Tensor teacher = c.matrix("teacher");
        Tensor student = c.matrix("student").requireGradient();
        loss(
                c,
                student,
                "soft_ce_element_mean",
                "soft_ce_element_mean_grad",
                (tape, s) -> SoftCrossEntropy.elementMean(tape, s, teacher, temperature));
        loss(
                c,
                student,
                "soft_ce_batch_mean",
                "soft_ce_batch_mean_grad",
                (tape, s) -> SoftCrossEntropy.batchMean(tape, s, teacher, temperature));
        loss(
                c,
                student,
                "hinton_kl_T2_batch_mean",
                "hinton_kl_T2_grad",
                (tape, s) -> SoftCrossEntropy.hinton(tape, s, teacher, temperature));
        int[] labels = c.ints("labels");
        for (String key : c.expectations()) {
            if (key.startsWith(MIX)) {
                float weight = Float.parseFloat(key.substring(MIX.length()));
                value(
                        c,
                        student,
                        key,
                        (tape, s) -> SoftCrossEntropy.mixed(tape, s, teacher, labels, temperature, weight));
            }
        }
        value(c, student, "hard_ce", (tape, s) -> SoftCrossEntropy.mixed(tape, s, teacher, labels, temperature, 0));
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
