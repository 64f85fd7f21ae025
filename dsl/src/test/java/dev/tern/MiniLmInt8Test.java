package dev.tern;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.tern.artifacts.ArtifactException;
import dev.tern.artifacts.Progress;
import dev.tern.datasets.pretrained.MiniLM;
import dev.tern.datasets.pretrained.Pretrained;
import dev.tern.nn.Batch;
import dev.tern.nn.BertClassifier;
import dev.tern.nn.EmbeddingTraining;
import dev.tern.tensor.Tape;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The published int8 MiniLM, read into our network, beside ONNX Runtime on the very file. */
@Tag("download")
class MiniLmInt8Test {
    private static final List<String> TEXTS = List.of(
            "The sun is warm today.",
            "Quantized networks are small.",
            "Win a free prize now!",
            "He read the long letter from the old house near the road twice, and then he put it into the stove.");

    @TempDir
    Path folder;

    /**
     * The weights are the same numbers, but ONNX Runtime rounds every product's input to 8 bits of its batch's range: an
     * error of about a 256th of that range at 24 places, which keeps the angle of a sentence below 0.2 (cosine 0.98).
     */
    @Test
    void sentencesPointWhereOnnxRuntimePointsThem() throws Exception {
        Pretrained weights;
        Path file = folder.resolve("int8.onnx");
        try {
            weights = MiniLM.loadInt8(Progress.silent());
            Files.write(file, MiniLM.int8Onnx(Progress.silent()));
        } catch (ArtifactException e) {
            abort(e.getMessage());
            return;
        }
        BertClassifier network = BertClassifier.from(weights, 2, EmbeddingTraining.FROZEN, 1);
        try (OnnxRuntime runtime = new OnnxRuntime(file, ai.onnxruntime.OrtSession.SessionOptions.OptLevel.ALL_OPT)) {
            for (String text : TEXTS) {
                Batch batch = Model.textBatch(new Reader.Text(weights.tokenizer(), 64), text);
                float[][] theirs = runtime.hidden(batch)[0];
                double[] our = new double[theirs[0].length];
                double[] their = new double[our.length];
                try (Tape tape = Tape.forInference()) {
                    List<dev.tern.tensor.Tensor> hidden =
                            network.forward(tape, batch, 0).hidden();
                    float[] last = hidden.get(hidden.size() - 1).toFloats();
                    for (int i = 0; i < last.length; i++) {
                        our[i % our.length] += last[i];
                        their[i % our.length] += theirs[i / our.length][i % our.length];
                    }
                }
                double cosine = dot(our, their) / Math.sqrt(dot(our, our) * dot(their, their));
                assertThat(cosine).as(text).isGreaterThan(0.98);
            }
        }
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    @Test
    void theWordPrintsAsItIsWritten() {
        assertThat(Dsl.miniLM().int8().layers(0, 5)).hasToString("miniLM().int8().layers(0, 5)");
        assertThat(Dsl.miniLM().layers(0, 5).int8()).hasToString("miniLM().int8().layers(0, 5)");
        assertThat(Dsl.miniLM()).hasToString("miniLM()");
    }
}
