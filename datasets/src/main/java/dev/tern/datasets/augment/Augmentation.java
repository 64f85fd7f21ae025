package dev.tern.datasets.augment;

import dev.tern.artifacts.Progress;
import dev.tern.datasets.DataException;
import dev.tern.datasets.Dataset;
import dev.tern.datasets.Split;
import dev.tern.datasets.pretrained.MiniLM;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The data augmentation of Jiao et al., "TinyBERT", Findings of EMNLP 2020, algorithm 1, which TernaryBERT and BinaryBERT
 * use too: a student that imitates a teacher needs no true labels, so sentences are made up from those there are. In
 * each of n attempts every word of a sentence is replaced, with probability p = 0.4, by one drawn from its 15 nearest;
 * stop words, and words that hold anything but letters, neither change nor stand in for others. A sentence that comes out a second time is dropped, and its
 * attempt counts. Immutable; the same seed gives the same sentences.
 *
 * <pre>{@code
 * augment(glue("SST-2")).copies(20)
 * }</pre>
 *
 * <p>Three things differ from the paper. It takes the candidates of a word of one piece from a masked language model; the
 * MiniLM at hand was published without that head, and ranking the vocabulary by its hidden state at the mask, with and
 * without length, proposes the same unrelated words ("bert", "trooper", "polymer") whatever the sentence, so that all
 * candidates here are nearest words and do not look at the sentence. It takes nearest words from GloVe; here they come
 * from MiniLM's input embeddings, which know words of one piece only (other words stay), unless {@link #vectors(Path)}
 * names a file. And its published code lets the last new first sentence of a pair leak into the rows of the second:
 * here one sentence of a pair stays as it is while the other changes.
 */
public final class Augmentation {

    private static final long A_FIFTH_OF_A_SECOND = 200_000_000;

    private final Dataset data;
    private final Progress progress;
    private final double probability;
    private final int candidates;
    private final long seed;
    private final @Nullable WordVectors vectors;

    private Augmentation(
            Dataset data,
            Progress progress,
            double probability,
            int candidates,
            long seed,
            @Nullable WordVectors vectors) {
        this.data = data;
        this.progress = progress;
        this.probability = probability;
        this.candidates = candidates;
        this.seed = seed;
        this.vectors = vectors;
    }

    /**
     * The paper's choices, p = 0.4 and 15 candidates, with MiniLM's embeddings and seed 1.
     *
     * @param progress hears of the download of MiniLM in bytes and of the search for neighbours in words
     * @throws DataException if the data are images
     */
    public static Augmentation of(Dataset data, Progress progress) {
        if (!data.train().isText()) {
            throw new DataException(
                    data.name() + " holds images. Only texts can be augmented, by replacing words: augment(spam()).");
        }
        return new Augmentation(data, progress, 0.4, 15, 1, null);
    }

    /** Another probability, 0 to 1, with which a word is replaced. */
    public Augmentation probability(double p) {
        if (!(p >= 0 && p <= 1)) {
            throw new IllegalArgumentException(
                    "probability(" + p + ") is not between 0 and 1: the paper replaces words with 0.4.");
        }
        return new Augmentation(data, progress, p, candidates, seed, vectors);
    }

    /** Another number of nearest words that one is drawn from. */
    public Augmentation candidates(int number) {
        if (number < 1) {
            throw new IllegalArgumentException(
                    "candidates(" + number + ") leaves nothing to draw from: the paper takes 15.");
        }
        return new Augmentation(data, progress, probability, number, seed, vectors);
    }

    /** Another seed, and with it other sentences. */
    public Augmentation seed(long newSeed) {
        return new Augmentation(data, progress, probability, candidates, newSeed, vectors);
    }

    /**
     * Nearest words by the vectors of this file alone, in GloVe's text format; words it does not hold stay.
     *
     * @throws DataException as {@link WordVectors#read}
     */
    public Augmentation vectors(Path file) {
        return vectors(WordVectors.read(file));
    }

    /** Nearest words by these vectors alone; words they do not hold stay. */
    public Augmentation vectors(WordVectors own) {
        return new Augmentation(data, progress, probability, candidates, seed, own);
    }

    /** What may replace a word, nearest first; nothing if it is a stop word or has no vector. */
    public List<String> neighbours(String word) {
        return Rewriter.replaceable(word).contains(word.toLowerCase(Locale.ROOT))
                ? loaded().nearest(word.toLowerCase(Locale.ROOT), candidates)
                : List.of();
    }

    private WordVectors loaded() {
        return vectors == null ? MiniLmVectors.get(progress) : vectors;
    }

    /** MiniLM's vectors and what was found among them, kept for the next augmentation. */
    private static final class MiniLmVectors {
        private static @Nullable WordVectors loaded;

        static synchronized WordVectors get(Progress progress) {
            if (loaded == null) {
                loaded = WordVectors.of(MiniLM.load(progress));
            }
            return loaded;
        }
    }

    /**
     * The data with each training example followed by what n attempts make of it, of the same label: at most n more, and
     * for a pair at most n with another first sentence and n with another second one. The test split stays as it is. The
     * paper takes 30 for CoLA, MRPC and RTE, 20 for SST-2, 10 for MNLI and QQP.
     *
     * @param n 1 or more
     */
    public Dataset copies(int n) {
        if (n < 1) {
            throw new IllegalArgumentException("copies(" + n + ") makes nothing: the paper takes 10 to 30.");
        }
        var from = data.train();
        var words = loaded();
        findNeighbours(from, words);
        var rewriter = new Rewriter(word -> words.nearest(word, candidates), probability);
        var texts = new ArrayList<String>();
        var pairs = new ArrayList<String>();
        var labels = new ArrayList<Integer>();
        for (int i = 0; i < from.size(); i++) {
            var first = from.text(i);
            var second = from.pair(i);
            add(texts, pairs, first, second);
            // Each sentence of each row has draws of its own, so that none depends on what stands beside it.
            for (var other : rewriter.variants(first, n, random(2L * i))) {
                add(texts, pairs, other, second);
            }
            if (second != null) {
                for (var other : rewriter.variants(second, n, random(2L * i + 1))) {
                    add(texts, pairs, first, other);
                }
            }
            while (labels.size() < texts.size()) {
                labels.add(from.label(i));
            }
        }
        var train = Split.ofTexts(
                from.name(),
                from.labels(),
                texts,
                pairs.isEmpty() ? null : pairs,
                labels.stream().mapToInt(Integer::intValue).toArray());
        return Dataset.of(data.name() + ", augmented", data.task(), data.licence(), train, data.test());
    }

    private SplittableRandom random(long sentence) {
        return new SplittableRandom(new SplittableRandom(seed ^ sentence * 0x9E3779B97F4A7C15L).nextLong());
    }

    private static void add(List<String> texts, List<String> pairs, String first, @Nullable String second) {
        texts.add(first);
        if (second != null) {
            pairs.add(second);
        }
    }

    /** The slow part: each word that occurs against all there are. */
    private void findNeighbours(Split from, WordVectors words) {
        var occurring = new TreeSet<String>();
        for (int i = 0; i < from.size(); i++) {
            occurring.addAll(Rewriter.replaceable(from.text(i)));
            var second = from.pair(i);
            if (second != null) {
                occurring.addAll(Rewriter.replaceable(second));
            }
        }
        var done = new AtomicLong();
        var told = new AtomicLong(System.nanoTime() - A_FIFTH_OF_A_SECOND);
        occurring.parallelStream().forEach(word -> {
            words.nearest(word, candidates);
            long now = System.nanoTime();
            long last = told.get();
            long count = done.incrementAndGet();
            if (now - last >= A_FIFTH_OF_A_SECOND && told.compareAndSet(last, now) && count < occurring.size()) {
                progress.advanced("neighbours of words", count, occurring.size());
            }
        });
        progress.advanced("neighbours of words", Math.max(1, occurring.size()), Math.max(1, occurring.size()));
    }

    /** The expression that makes it. */
    @Override
    public String toString() {
        return "augment(" + data.name() + ")"
                + (probability == 0.4 ? "" : ".probability(" + probability + ")")
                + (candidates == 15 ? "" : ".candidates(" + candidates + ")")
                + (vectors == null ? "" : ".vectors(" + vectors.name() + ")")
                + (seed == 1 ? "" : ".seed(" + seed + ")")
                + "; add .copies(20)";
    }
}
