package dev.tern;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tern.io.Safetensors;
import dev.tern.io.SafetensorsFile;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files written before encoders could be narrow, split or ReLU's still read. */
class OldFileTest {
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
        assertThat(Dsl.load(old).evaluate(Toy.data().test()).logits())
                .isDeepEqualTo(Toy.student().evaluate(Toy.data().test()).logits());
    }
}
