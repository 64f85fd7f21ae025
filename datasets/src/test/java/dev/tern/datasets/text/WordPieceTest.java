package dev.tern.datasets.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tern.datasets.DataException;
import dev.tern.datasets.Datasets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WordPieceTest {

    private static final List<String> VOCABULARY = List.of(
            "[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "un", "##want", "##ed", "runn", "##ing", ",", "a", "b",
            "cafe", "\u4e2d", "##n");
    private final WordPiece pieces = WordPiece.of(VOCABULARY);

    private List<String> tokens(String text) {
        return Arrays.stream(pieces.encode(text, 64).ids())
                .mapToObj(pieces::token)
                .toList();
    }

    @Test
    void cutsWordsIntoTheLongestPiecesFromTheLeft() {
        assertThat(tokens("UNwanted, running"))
                .containsExactly("[CLS]", "un", "##want", "##ed", ",", "runn", "##ing", "[SEP]");
    }

    @Test
    void aWordWithoutPiecesIsUnknownAsAWhole() {
        assertThat(tokens("unwantedX a")).containsExactly("[CLS]", "[UNK]", "a", "[SEP]");
        assertThat(tokens("a".repeat(101))).containsExactly("[CLS]", "[UNK]", "[SEP]");
    }

    @Test
    void normalizesAsBertDoes() {
        assertThat(tokens("Caf\u00e9\u0000\u4e2d\u00a0a\u200bb\ufffd"))
                .containsExactly("[CLS]", "cafe", "\u4e2d", "[UNK]", "[SEP]");
        assertThat(Normalizer.UNCASED.words("a\tb\u3000c!d \u2014e"))
                .containsExactly("a", "b", "c", "!", "d", "\u2014", "e");
        assertThat(Normalizer.UNCASED.normalize("\u039f\u03a3")).isEqualTo("\u03bf\u03c3");
        var cased = new Normalizer(true, true, false, false);
        assertThat(cased.normalize("Caf\u00e9")).isEqualTo("Caf\u00e9");
    }

    @Test
    void aTextWithoutTokensIsTheTwoSpecialOnes() {
        assertThat(tokens(" \t\u0001")).containsExactly("[CLS]", "[SEP]");
    }

    @Test
    void cutsToTheLengthGiven() {
        assertThat(pieces.encode("a b a b a b", 5).ids()).containsExactly(2, 11, 12, 11, 3);
        assertThat(pieces.encode("a b", 2).ids()).containsExactly(2, 3);
        assertThatThrownBy(() -> pieces.encode("a", 1)).hasMessageContaining("at least 2");
    }

    @Test
    void cutsTheLongerOfAPairFirst() {
        for (int n = 0; n <= 9; n++) {
            for (int m = 0; m <= 9; m++) {
                for (int most = 3; most <= 20; most++) {
                    var encoded = pieces.encode("a ".repeat(n), "b ".repeat(m), most);
                    int first = count(encoded.ids(), 11);
                    int second = count(encoded.ids(), 12);
                    assertThat(encoded.length()).isEqualTo(Math.min(n + m + 3, most));
                    assertThat(first + second).isEqualTo(encoded.length() - 3);
                    if (first < n) {
                        assertThat(first).isGreaterThanOrEqualTo(second - 1);
                    }
                    if (second < m) {
                        assertThat(second).isGreaterThanOrEqualTo(first - 1);
                    }
                    assertThat(count(encoded.types(), 1)).isEqualTo(second + 1);
                }
            }
        }
    }

    private static int count(int[] values, int value) {
        return (int) IntStream.of(values).filter(v -> v == value).count();
    }

    @Test
    void decodesToTheWordsItRead() {
        assertThat(pieces.decode(pieces.encode("unwanted , running cafe", 64).ids()))
                .isEqualTo("unwanted , running cafe");
        assertThat(pieces.id("cafe")).isEqualTo(13);
        assertThat(pieces.id("nowhere")).isEqualTo(pieces.id("[UNK]"));
        assertThatThrownBy(() -> pieces.token(16)).hasMessageContaining("0 to 15");
    }

    @Test
    void aLearnedVocabularyKnowsItsTextsAndIsTheSameEachTime() {
        var train = Datasets.bibleGenre().train();
        var texts = IntStream.range(0, 2000).mapToObj(train::text).toList();
        var learned = WordPiece.learn(texts, 2000);
        assertThat(learned.vocabularySize()).isEqualTo(2000);
        assertThat(WordPiece.learn(texts, 2000).vocabulary()).isEqualTo(learned.vocabulary());
        int unknown = learned.id("[UNK]");
        for (var text : texts) {
            var ids = learned.encode(text, 10_000).ids();
            assertThat(ids).doesNotContain(unknown);
            assertThat(learned.decode(ids)).isEqualTo(String.join(" ", Normalizer.UNCASED.words(text)));
        }
    }

    @Test
    void learnsFewerTokensWhereThereAreNoMore() {
        assertThat(WordPiece.learn(List.of("a b"), 100).vocabularySize()).isEqualTo(7);
        assertThatThrownBy(() -> WordPiece.learn(List.of(" "), 100)).isInstanceOf(DataException.class);
        assertThatThrownBy(() -> WordPiece.learn(List.of("a"), 5)).hasMessageContaining("too small");
    }

    @Test
    void readsBothFileFormats(@TempDir Path folder) throws IOException {
        var lines = Files.write(folder.resolve("vocab.txt"), VOCABULARY);
        assertThat(WordPiece.read(lines).vocabulary()).isEqualTo(VOCABULARY);
        var json = folder.resolve("tokenizer.json");
        Files.writeString(json, """
                {"truncation": {"max_length": 3}, "padding": {"length": 128},
                 "normalizer": {"type": "BertNormalizer", "lowercase": true, "strip_accents": null},
                 "pre_tokenizer": {"type": "BertPreTokenizer"},
                 "model": {"type": "WordPiece", "unk_token": "[UNK]", "continuing_subword_prefix": "##",
                   "max_input_chars_per_word": 100,
                   "vocab": {"[UNK]": 1, "[PAD]": 0, "[CLS]": 2, "[SEP]": 3, "caf\\u0065": 4, "##s": 5}}}""");
        assertThat(WordPiece.read(json).encode("Caf\u00e9s caf\u00e9 x", 64).ids())
                .containsExactly(2, 4, 5, 4, 1, 3);
    }

    @Test
    void saysWhatIsWrongWithATokenizer(@TempDir Path folder) throws IOException {
        var missing = folder.resolve("tokenizer.json");
        assertThatThrownBy(() -> WordPiece.read(missing))
                .isInstanceOf(DataException.class)
                .hasMessageContaining(missing.toString())
                .hasMessageContaining("WordPiece.learn");
        Files.writeString(missing, "{\"model\": {\"type\": \"BPE\"}}");
        assertThatThrownBy(() -> WordPiece.read(missing))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("BPE");
        Files.writeString(missing, "{\"model\": ");
        assertThatThrownBy(() -> WordPiece.read(missing))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("JSON");
        assertThatThrownBy(() -> WordPiece.of(List.of("[PAD]", "[UNK]", "a")))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("[CLS]");
        assertThatThrownBy(() -> WordPiece.of(List.of("[PAD]", "[UNK]", "[CLS]", "[SEP]", "a", "a")))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("\"a\" twice");
    }
}
