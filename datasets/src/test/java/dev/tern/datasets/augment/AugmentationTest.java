package dev.tern.datasets.augment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tern.artifacts.Progress;
import dev.tern.datasets.DataException;
import dev.tern.datasets.Dataset;
import dev.tern.datasets.Datasets;
import dev.tern.datasets.Split;
import dev.tern.datasets.pretrained.Download;
import dev.tern.datasets.pretrained.MiniLM;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AugmentationTest {
    private static final List<String> TEXTS = List.of(
            "The film was a gripping story, I don't know why.",
            "Film FILM film 7up!",
            "to be or not to be",
            "",
            "story");
    private static final List<String> SECONDS =
            List.of("A movie about a tale.", "plot", "a story of the film", "movie", "film film film");

    @TempDir
    Path folder;

    private WordVectors vectors;

    @BeforeEach
    void vectors() throws IOException {
        vectors = WordVectors.read(Files.writeString(folder.resolve("v.txt"), """
                7 2
                film 1 0
                movie 0.9 0.1
                picture 0.8 0.3
                story 0 1
                tale 0.1 0.9
                plot 0.2 0.9
                the 0.5 0.5
                """));
    }

    private static Dataset data(List<String> texts, @Nullable List<String> pairs) {
        int[] labels = IntStream.range(0, texts.size()).map(i -> i % 2).toArray();
        var split = Split.ofTexts("train", List.of("no", "yes"), texts, pairs, labels);
        return Dataset.of(
                "made here", "task", "none", split, Split.ofTexts("test", List.of("no", "yes"), texts, pairs, labels));
    }

    private Augmentation augmentation(List<String> texts, @Nullable List<String> pairs) {
        return Augmentation.of(data(texts, pairs), Progress.silent())
                .candidates(2)
                .vectors(vectors);
    }

    private static List<String> rows(Split split) {
        var rows = new ArrayList<String>();
        for (int i = 0; i < split.size(); i++) {
            rows.add(split.text(i) + " | " + split.pair(i) + " | " + split.label(i));
        }
        return rows;
    }

    @Test
    void nearestWordsAreThoseOfTheSmallestAngle() {
        assertThat(vectors.nearest("film", 2)).containsExactly("movie", "picture");
        assertThat(vectors.nearest("film", 99)).hasSize(5).doesNotContain("film", "the");
        assertThat(vectors.nearest("unheard", 2)).isEmpty();
        var random = new Random(4);
        var lines = new StringBuilder();
        var points = new float[60][11];
        for (int i = 0; i < points.length; i++) {
            lines.append("xq").append((char) ('a' + i / 26)).append((char) ('a' + i % 26));
            for (int k = 0; k < points[i].length; k++) {
                points[i][k] = (float) random.nextGaussian();
                lines.append(' ').append(points[i][k]);
            }
            lines.append('\n');
        }
        var read = read(lines.toString());
        var names = lines.toString().lines().map(line -> line.split(" ")[0]).toList();
        for (int i = 0; i < points.length; i++) {
            var found =
                    read.nearest(names.get(i), 15).stream().map(names::indexOf).toList();
            assertThat(new HashSet<>(found)).hasSize(15).doesNotContain(i);
            for (int k = 0; k < points.length; k++) {
                if (k != i && !found.contains(k)) {
                    assertThat(cosine(points[i], points[k]))
                            .isLessThanOrEqualTo(cosine(points[i], points[found.get(14)]) + 1e-6);
                }
            }
        }
    }

    private static double cosine(float[] a, float[] b) {
        double product = 0;
        double squareOfA = 0;
        double squareOfB = 0;
        for (int i = 0; i < a.length; i++) {
            product += a[i] * b[i];
            squareOfA += a[i] * a[i];
            squareOfB += b[i] * b[i];
        }
        return product / Math.sqrt(squareOfA * squareOfB);
    }

    private WordVectors read(String text) {
        try {
            return WordVectors.read(Files.writeString(folder.resolve("w.txt"), text));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void theSameSeedMakesTheSameSentencesAndAnotherOneOthers() {
        var augmentation = augmentation(TEXTS, SECONDS);
        var once = rows(augmentation.copies(20).train());
        assertThat(rows(augmentation.copies(20).train())).isEqualTo(once);
        assertThat(rows(augmentation.seed(2).copies(20).train())).isNotEqualTo(once);
    }

    @Test
    void withoutProbabilityNothingChangesAndTheTestSplitNeverDoes() {
        for (var pairs : new ArrayList<@Nullable List<String>>(java.util.Arrays.asList(null, SECONDS))) {
            var augmentation = augmentation(TEXTS, pairs);
            assertThat(rows(augmentation.probability(0).copies(9).train()))
                    .isEqualTo(rows(data(TEXTS, pairs).train()));
            assertThat(rows(augmentation.copies(9).test()))
                    .isEqualTo(rows(data(TEXTS, pairs).test()));
        }
    }

    @Test
    void onlyWordsWithNeighboursAreReplacedAndOnlyByThem() {
        var train = augmentation(TEXTS, null).probability(1).copies(30).train();
        for (int i = 0; i < train.size(); i++) {
            if (!TEXTS.contains(train.text(i))) {
                assertThat(train.text(i))
                        .matches("(The (movie|picture) was a gripping (tale|plot), I don't know why\\.)"
                                + "|((Movie|Picture) (Movie|Picture) (movie|picture) 7up!)|tale|plot");
            }
        }
        assertThat(rows(train)).anyMatch(row -> row.contains("The movie was a gripping plot"));
        assertThat(augmentation(TEXTS, null).neighbours("Film")).containsExactly("movie", "picture");
        assertThat(augmentation(TEXTS, null).neighbours("the")).isEmpty();
    }

    @Test
    void noSentenceComesTwiceAndThereAreAtMostNMore() {
        for (int n : new int[] {1, 3, 40}) {
            var train = augmentation(TEXTS, null).copies(n).train();
            var rows = rows(train);
            assertThat(rows).doesNotHaveDuplicates().hasSizeLessThanOrEqualTo(TEXTS.size() * (1 + n));
            assertThat(rows).containsSubsequence(rows(data(TEXTS, null).train()));
        }
        // Three words, each itself or one of two: no more than 27 sentences, however many attempts.
        assertThat(augmentation(List.of("film film film"), null)
                        .copies(5000)
                        .train()
                        .size())
                .isEqualTo(27);
        assertThat(augmentation(List.of("story"), null)
                        .probability(1)
                        .copies(1)
                        .train()
                        .size())
                .isEqualTo(2);
    }

    @Test
    void oneSentenceOfAPairChangesWhileTheOtherStays() {
        var train = augmentation(TEXTS, SECONDS).copies(20).train();
        Set<String> origins = new HashSet<>(rows(data(TEXTS, SECONDS).train()));
        int origin = -1;
        for (int i = 0; i < train.size(); i++) {
            origin += origins.contains(rows(train).get(i)) ? 1 : 0;
            assertThat(train.text(i).equals(TEXTS.get(origin))
                            || SECONDS.get(origin).equals(train.pair(i)))
                    .isTrue();
            assertThat(train.label(i)).isEqualTo(origin % 2);
        }
        assertThat(origin).isEqualTo(TEXTS.size() - 1);
    }

    @Test
    void whatBecomesOfASentenceDependsOnNoOther() {
        var alone = augmentation(TEXTS, null).copies(20).train();
        var paired = augmentation(TEXTS, SECONDS).copies(20).train();
        var others = augmentation(TEXTS, List.of("x", "", "film", "story plot", "!"))
                .copies(20)
                .train();
        for (int i = 0; i < TEXTS.size(); i++) {
            assertThat(changed(paired, SECONDS.get(i), i)).isEqualTo(changed(alone, null, i));
        }
        assertThat(changed(others, "x", 0)).isEqualTo(changed(alone, null, 0));
        var fewer = augmentation(TEXTS.subList(0, 2), null).copies(20).train();
        assertThat(rows(alone).subList(0, fewer.size())).isEqualTo(rows(fewer));
    }

    /** The first sentences beside this second one, from the row of an original on. */
    private static List<String> changed(Split split, @Nullable String second, int original) {
        var found = new ArrayList<String>();
        boolean on = false;
        for (int i = 0; i < split.size(); i++) {
            boolean isOriginal = TEXTS.contains(split.text(i))
                    && (second == null || SECONDS.contains(split.pair(i)) || second.equals(split.pair(i)));
            on = isOriginal ? split.text(i).equals(TEXTS.get(original)) : on;
            if (on && (second == null || second.equals(split.pair(i)))) {
                found.add(split.text(i));
            }
        }
        return found;
    }

    @Test
    void aFileOfVectorsThatDoesNotFitIsRefusedWithItsLine() {
        assertThatThrownBy(() -> read("film 1 2\nmovie 1\n")).hasMessageContaining("w.txt:2: 1 numbers where 2");
        assertThatThrownBy(() -> read("film 1 2\nmovie 1 x\n")).hasMessageContaining("\"x\" is no number");
        assertThatThrownBy(() -> read("\n")).hasMessageContaining("holds no word");
        assertThatThrownBy(() -> WordVectors.read(folder.resolve("none.txt"))).hasMessageContaining("GloVe");
        assertThat(read("film 1 2\n. . . 3 4\nFilm 9 9\nmovie 1 0\n").size()).isEqualTo(2);
    }

    @Test
    void whatMakesNoSenseIsRefused() {
        var augmentation = augmentation(TEXTS, null);
        assertThatThrownBy(() -> augmentation.copies(0)).hasMessageContaining("10 to 30");
        assertThatThrownBy(() -> augmentation.probability(1.1)).hasMessageContaining("between 0 and 1");
        assertThatThrownBy(() -> augmentation.candidates(0)).hasMessageContaining("15");
        assertThatThrownBy(() -> Augmentation.of(Datasets.digits(), Progress.silent()))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("images");
    }

    @Test
    void miniLmKnowsWordsOfLikeMeaning() {
        Download.miniLM();
        var words = WordVectors.of(MiniLM.load(Progress.silent()));
        assertThat(words.nearest("film", 15)).contains("films", "movie");
        assertThat(words.nearest("today", 15)).contains("yesterday", "tomorrow");
    }
}
