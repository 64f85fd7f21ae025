package dev.tern.datasets.pretrained;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tern.datasets.DataException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The downloaded model; its numbers are judged by what they must do together: similar texts lie close. */
class MiniLMTest {

    @Tag("download")
    @org.junit.jupiter.api.Nested
    class Downloaded {

        private static @Nullable Pretrained model;

        @BeforeAll
        static void load() {
            model = MiniLM.read(Download.miniLM());
        }

        /**
         * Both files come from one model: each weight of a matrix is the nearest on a symmetric grid of 7 bits, codes -64
         * to 64, half a step away at most. A table's grid has 8, and its zero point is rounded too, which moves its
         * ends by half a step more.
         */
        @Test
        void theInt8FormIsTheSameModelRounded() {
            var rounded = MiniLM.readInt8(Download.miniLMInt8());
            assertThat(rounded.shape()).isEqualTo(model.shape());
            rounded.weights().forEach((name, weight) -> {
                var exact = model.weight(name);
                assertThat(weight.shape()).as(name).isEqualTo(exact.shape());
                boolean isMatrix = weight.shape().length == 2;
                boolean isTable = name.startsWith("embeddings.");
                int group = isTable || !isMatrix ? weight.values().length : weight.shape()[1];
                for (int from = 0; from < weight.values().length; from += group) {
                    float low = 0;
                    float high = 0;
                    double off = 0;
                    for (int i = from; i < from + group; i++) {
                        low = Math.min(low, exact.values()[i]);
                        high = Math.max(high, exact.values()[i]);
                        off = Math.max(off, Math.abs(exact.values()[i] - weight.values()[i]));
                    }
                    double step = isTable ? (high - low) / 255.0 : 2.0 * Math.max(-low, high) / 128;
                    assertThat(off).as(name).isLessThanOrEqualTo(!isMatrix ? 0 : (isTable ? 1.001 : 0.501) * step);
                }
            });
        }

        @Test
        void hasThePublishedShapeAndEveryWeightOfIt() {
            var shape = model.shape();
            assertThat(shape).isEqualTo(new BertShape(6, 384, 12, 1536, 30522, 512, 2));
            assertThat(model.weight("embeddings.word_embeddings.weight").shape())
                    .containsExactly(30522, 384);
            assertThat(model.weight("embeddings.position_embeddings.weight").shape())
                    .containsExactly(512, 384);
            assertThat(model.weight("embeddings.token_type_embeddings.weight").shape())
                    .containsExactly(2, 384);
            for (int layer = 0; layer < shape.layers(); layer++) {
                var prefix = "encoder.layer." + layer + ".";
                for (var name : new String[] {"query", "key", "value"}) {
                    assertThat(model.weight(prefix + "attention.self." + name + ".weight")
                                    .shape())
                            .containsExactly(384, 384);
                    assertThat(model.weight(prefix + "attention.self." + name + ".bias")
                                    .shape())
                            .containsExactly(384);
                }
                assertThat(model.weight(prefix + "attention.output.dense.weight")
                                .shape())
                        .containsExactly(384, 384);
                assertThat(model.weight(prefix + "intermediate.dense.weight").shape())
                        .containsExactly(1536, 384);
                assertThat(model.weight(prefix + "output.dense.weight").shape()).containsExactly(384, 1536);
                assertThat(model.weight(prefix + "output.LayerNorm.weight").shape())
                        .containsExactly(384);
                assertThat(model.weight(prefix + "attention.output.LayerNorm.bias")
                                .shape())
                        .containsExactly(384);
            }
            assertThat(model.tokenizer().vocabularySize()).isEqualTo(30522);
            assertThat(model.tokenizer().encode("Hello, world!", 16).ids())
                    .containsExactly(101, 7592, 1010, 2088, 999, 102);
        }

        @Test
        void itsForwardPassPutsLikeTextsTogether() {
            var cat = SentenceVector.of(model, "A man is eating food.");
            var near = SentenceVector.of(model, "A man is eating a piece of bread.");
            var far = SentenceVector.of(model, "The stock market fell sharply in October.");
            // The model card of sentence-transformers: cosine of the first two about 0.75, of unlike texts about 0.
            assertThat(SentenceVector.cosine(cat, near)).isBetween(0.65, 0.85);
            assertThat(SentenceVector.cosine(cat, far)).isBetween(-0.2, 0.2);
        }

        @Test
        void keepsTheLayersNamedRenumbered() {
            var two = model.layers(0, 5);
            assertThat(two.shape()).isEqualTo(new BertShape(2, 384, 12, 1536, 30522, 512, 2));
            assertThat(two.weight("encoder.layer.1.output.dense.weight"))
                    .isSameAs(model.weight("encoder.layer.5.output.dense.weight"));
            assertThat(two.weights().keySet()).noneMatch(name -> name.startsWith("encoder.layer.2."));
            assertThat(two.weight("embeddings.LayerNorm.weight")).isSameAs(model.weight("embeddings.LayerNorm.weight"));
            assertThat(model.layers(0, 1, 2, 3, 4, 5).weights().keySet())
                    .isEqualTo(model.weights().keySet());
            assertThat(two.toString()).contains("2 layers").doesNotContain("\n");
            assertThat(two.toHtml()).contains("Apache-2.0");
            assertThatThrownBy(() -> model.layers(6)).hasMessageContaining("0 to 5");
            assertThatThrownBy(() -> model.layers()).hasMessageContaining("layers(0)");
        }
    }

    @Test
    void saysThatAJarHoldsNoModel(@TempDir Path folder) throws IOException {
        var jar = folder.resolve("empty.jar");
        try (var zip = new ZipOutputStream(Files.newOutputStream(jar))) {
            zip.putNextEntry(new ZipEntry("something"));
        }
        assertThatThrownBy(() -> MiniLM.read(jar))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("empty.jar")
                .hasMessageContaining("Delete it");
        Files.write(jar, new byte[] {1, 2, 3});
        assertThatThrownBy(() -> MiniLM.read(jar))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("empty.jar");
    }
}
