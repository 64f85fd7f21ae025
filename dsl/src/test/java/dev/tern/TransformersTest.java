package dev.tern;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tern.exchange.HuggingFaceFolder;
import dev.tern.nn.Batch;
import dev.tern.nn.BertClassifier;
import dev.tern.nn.EmbeddingTraining;
import dev.tern.tensor.Sequences;
import dev.tern.tensor.Tape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A checkpoint that transformers itself has written. */
class TransformersTest {
    @TempDir
    Path folder;

    private static final String REFEREE = """
            import sys, torch
            from transformers import BertConfig, BertForSequenceClassification
            folder = sys.argv[1]
            torch.manual_seed(1)
            config = BertConfig(vocab_size=11, hidden_size=32, num_hidden_layers=3, num_attention_heads=4,
                                intermediate_size=48, max_position_embeddings=16)
            model = BertForSequenceClassification(config).eval()
            for p in model.parameters(): p.data += 0.2 * torch.randn_like(p)
            model.save_pretrained(folder)
            ids = torch.tensor([[2, 5, 6, 7, 10, 3], [2, 9, 8, 3, 0, 0]])
            mask = torch.tensor([[1, 1, 1, 1, 1, 1], [1, 1, 1, 1, 0, 0]])
            hidden = model.bert(ids, attention_mask=mask, output_hidden_states=True).hidden_states
            torch.cat([h.flatten() for h in hidden]).detach().numpy().tofile(folder + "/hidden.f32")
            """;

    /** Run with {@code -Dtern.transformers=PYTHON}, a program that has torch and transformers. */
    @Test
    void hiddenStatesAreThoseOfTransformers() throws Exception {
        String python = System.getProperty("tern.transformers", "");
        assumeTrue(!python.isEmpty(), "no -Dtern.transformers");
        Files.writeString(folder.resolve("make.py"), REFEREE);
        Process process = new ProcessBuilder(python, folder.resolve("make.py").toString(), folder.toString())
                .inheritIO()
                .start();
        assertThat(process.waitFor()).isZero();
        Files.write(
                folder.resolve("vocab.txt"),
                List.of("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "warm", "cold", "sun", "ice", "the", "##s"));
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(folder.resolve("hidden.f32")))
                .order(ByteOrder.LITTLE_ENDIAN);
        int[] ids = {2, 5, 6, 7, 10, 3, 2, 9, 8, 3, 0, 0};
        Batch batch = new Batch(
                new Sequences(2, 6, new int[] {6, 4}), ids, new int[12], new float[0], new int[2], new int[] {0, 1});
        BertClassifier network =
                BertClassifier.from(HuggingFaceFolder.open(folder).read(), 2, EmbeddingTraining.FROZEN, 1);
        double largest = 0;
        try (Tape tape = Tape.forInference()) {
            for (var hidden : network.forward(tape, batch, 0).hidden()) {
                float[] ours = hidden.toFloats();
                for (int i = 0; i < ours.length; i++) {
                    float theirs = bytes.getFloat();
                    boolean isPadding = i / 32 >= 10;
                    largest = isPadding ? largest : Math.max(largest, Math.abs(ours[i] - theirs));
                }
            }
        }
        System.out.println("largest difference of a hidden state: " + largest);
        assertThat(largest).isCloseTo(0, within(1e-5));
    }
}
