package dev.tern.datasets.augment;

import dev.tern.datasets.DataException;
import dev.tern.datasets.pretrained.Pretrained;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Words with a vector each, and for each word those nearest to it by the cosine of the angle between vectors. Words are
 * in small letters, made of two letters or more and no stop words; others of a file or vocabulary are left out. Immutable, and safe to
 * share between threads; neighbours once found are kept.
 */
public final class WordVectors {

    private final String name;
    private final List<String> words;
    private final Map<String, Integer> places = new HashMap<>();
    private final float[][] directions; // of length 1
    private final Map<String, List<String>> found = new ConcurrentHashMap<>();

    private WordVectors(String name, List<String> words, List<float[]> vectors) {
        this.name = name;
        this.words = words;
        this.directions = new float[words.size()][];
        for (int i = 0; i < directions.length; i++) {
            places.put(words.get(i), i);
            directions[i] = direction(vectors.get(i));
        }
    }

    /**
     * The input embeddings of a pretrained encoder, of those words that its vocabulary holds whole. They were not
     * trained to be word vectors, but words of like meaning lie near each other.
     */
    public static WordVectors of(Pretrained model) {
        var table = model.weight("embeddings.word_embeddings.weight").values();
        int width = model.shape().width();
        var vocabulary = model.tokenizer().vocabulary();
        var words = new ArrayList<String>();
        var vectors = new ArrayList<float[]>();
        for (int id = 0; id < vocabulary.size(); id++) {
            if (isWord(vocabulary.get(id))) {
                words.add(vocabulary.get(id));
                vectors.add(Arrays.copyOfRange(table, id * width, (id + 1) * width));
            }
        }
        return new WordVectors(model.name(), words, vectors);
    }

    /**
     * A text file as GloVe's: on each line a word and its numbers, separated by spaces, as many on each line. A first
     * line that holds two whole numbers only, as word2vec writes it, is passed over. Of words that differ in capitals
     * only, the first counts.
     *
     * @throws DataException if the file cannot be read, holds no word, or a line does not fit
     */
    public static WordVectors read(Path file) {
        var words = new ArrayList<String>();
        var vectors = new ArrayList<float[]>();
        var seen = new HashMap<String, Integer>();
        try (BufferedReader lines = Files.newBufferedReader(file)) {
            int width = -1;
            int number = 0;
            for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                number++;
                var parts = line.strip().split(" +");
                boolean isHeader = number == 1 && parts.length == 2 && parts[0].matches("\\d+");
                if (isHeader || line.isBlank()) {
                    continue;
                }
                width = width < 0 ? parts.length - 1 : width;
                if (width == 0 || parts.length < width + 1) {
                    throw new DataException(file + ":" + number + ": " + (parts.length - 1) + " numbers where "
                            + Math.max(1, width) + " are expected. Each line is a word and its numbers.");
                }
                // A few of GloVe's "words" hold spaces: what stands before the last numbers is the word.
                var word = parts[0].toLowerCase(Locale.ROOT);
                if (parts.length == width + 1 && isWord(word) && seen.putIfAbsent(word, number) == null) {
                    words.add(word);
                    vectors.add(numbers(parts, file, number));
                }
            }
        } catch (IOException e) {
            throw new DataException(
                    "The word vectors " + file.toAbsolutePath() + " cannot be read: " + e.getMessage()
                            + ". Give a text file with a word and its numbers on each line, as GloVe's glove.6B.300d.txt.",
                    e);
        }
        if (words.isEmpty()) {
            throw new DataException(file + " holds no word with a vector. Each line is a word and its numbers.");
        }
        return new WordVectors(String.valueOf(file.getFileName()), words, vectors);
    }

    private static float[] numbers(String[] parts, Path file, int line) {
        var vector = new float[parts.length - 1];
        for (int i = 0; i < vector.length; i++) {
            try {
                vector[i] = Float.parseFloat(parts[i + 1]);
            } catch (NumberFormatException e) {
                throw new DataException(
                        file + ":" + line + ": \"" + parts[i + 1] + "\" is no number. Each line is a word and its"
                                + " numbers.",
                        e);
            }
        }
        return vector;
    }

    private static boolean isWord(String token) {
        return token.length() > 1
                && token.codePoints().allMatch(Character::isLetter)
                && token.equals(token.toLowerCase(Locale.ROOT))
                && !StopWords.contains(token);
    }

    private static float[] direction(float[] vector) {
        double squares = 0;
        for (float value : vector) {
            squares += (double) value * value;
        }
        float length = (float) Math.sqrt(squares);
        var direction = new float[vector.length];
        for (int i = 0; i < direction.length; i++) {
            direction[i] = length > 0 ? vector[i] / length : 0;
        }
        return direction;
    }

    /** Where they come from. */
    public String name() {
        return name;
    }

    /** Number of words. */
    public int size() {
        return words.size();
    }

    /**
     * The words nearest to this one, nearest first, itself left out; none if it has no vector.
     *
     * @param count at most so many, 1 or more
     */
    public List<String> nearest(String word, int count) {
        var place = places.get(word);
        if (place == null) {
            return List.of();
        }
        var key = count + " " + word;
        var known = found.get(key);
        if (known == null) {
            known = search(place, count);
            found.put(key, known);
        }
        return known;
    }

    private List<String> search(int self, int count) {
        var best = new int[Math.min(count, words.size() - 1)];
        var cosines = new float[best.length];
        int kept = 0;
        for (int other = 0; other < words.size() && best.length > 0; other++) {
            float cosine = other == self ? Float.NEGATIVE_INFINITY : cosine(directions[self], directions[other]);
            if (other == self || kept == best.length && cosine <= cosines[kept - 1]) {
                continue;
            }
            int at = kept < best.length ? kept++ : kept - 1;
            for (; at > 0 && cosines[at - 1] < cosine; at--) {
                cosines[at] = cosines[at - 1];
                best[at] = best[at - 1];
            }
            cosines[at] = cosine;
            best[at] = other;
        }
        return Arrays.stream(best, 0, kept).mapToObj(words::get).toList();
    }

    /** In eight sums side by side, which the compiler turns into vector arithmetic where one sum would not be. */
    private static float cosine(float[] a, float[] b) {
        var sums = new float[8];
        int whole = a.length - a.length % 8;
        for (int i = 0; i < whole; i += 8) {
            for (int lane = 0; lane < 8; lane++) {
                sums[lane] += a[i + lane] * b[i + lane];
            }
        }
        float sum = 0;
        for (float part : sums) {
            sum += part;
        }
        for (int i = whole; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "word vectors of %s: %,d words", name, words.size());
    }
}
