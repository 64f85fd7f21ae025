package dev.tern;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tern.io.Safetensors;
import dev.tern.io.SafetensorsFile;
import dev.tern.io.StoredTensor;
import dev.tern.quant.Codes;
import dev.tern.quant.Packing;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files written before this version still read. */
class OldFileTest {
    /** Before encoders could be narrow, split or ReLU's. */
    @Test
    void aFileThatTellsNothingOfHeadWidthsIsReadAsItWasMeant(@TempDir Path folder) {
        Path file = folder.resolve("new.safetensors");
        Toy.student().save(file);
        SafetensorsFile now = Safetensors.read(file);
        Map<String, String> metadata = new LinkedHashMap<>(now.metadata());
        String network = String.valueOf(metadata.get("tern.network"));
        assertThat(network).contains(",\"headWidth\":16").doesNotContain("nonlinearity", "split");
        metadata.put("tern.network", network.replace(",\"headWidth\":16", ""));
        Path old = folder.resolve("old.safetensors");
        Safetensors.write(old, now.tensors(), metadata);
        assertReadsAsTheStudent(old);
    }

    /** Version 2: two bits for a ternary code, the vocabulary as plain lines, first without and later with formats. */
    @Test
    void aFileOfVersionTwoIsReadAsItWasMeant(@TempDir Path folder) {
        Path file = folder.resolve("new.safetensors");
        Toy.student().save(file);
        SafetensorsFile now = Safetensors.read(file);
        Map<String, StoredTensor> tensors = new LinkedHashMap<>(now.tensors());
        Toy.student().network().matrices().forEach(p -> {
            Codes codes = Toy.student().network().quantization().codes(p.name());
            if (codes != null) {
                byte[] packed = Packing.pack(codes.codes(), 2);
                tensors.put(p.name() + ".codes", StoredTensor.ofUnsigned(packed, packed.length));
            }
        });
        byte[] lines = String.join(
                        "\n", ((Reader.Text) Toy.student().reader()).tokenizer().vocabulary())
                .getBytes(StandardCharsets.UTF_8);
        tensors.put("tokenizer", StoredTensor.ofUnsigned(lines, lines.length));
        Map<String, String> metadata = new LinkedHashMap<>(now.metadata());
        metadata.put("tern.format", "2");
        metadata.remove("tern.tokenizer");
        metadata.put(
                "tern.weights",
                String.valueOf(metadata.get("tern.weights"))
                        .replace("\"1.6 ", "\"2 ")
                        .replaceAll(" \\d+x\\d+\"", "\""));
        Path later = folder.resolve("later.safetensors");
        Safetensors.write(later, tensors, metadata);
        assertReadsAsTheStudent(later);
        metadata.remove("tern.weights");
        Path first = folder.resolve("first.safetensors");
        Safetensors.write(first, tensors, metadata);
        assertReadsAsTheStudent(first);
    }

    private static void assertReadsAsTheStudent(Path file) {
        assertThat(Dsl.load(file).evaluate(Toy.data().test()).logits())
                .isDeepEqualTo(Toy.student().evaluate(Toy.data().test()).logits());
    }
}
