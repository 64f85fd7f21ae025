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

    private static final int BLOCK = 512; // sums of a block stay in the nearest cache

    private final String name;
    private final List<String> words;
    private final Map<String, Integer> places = new HashMap<>();
    /** Vectors of length 1, {@value #BLOCK} words to a block; in a block first number after first number, then second ... */
    private final float[][] blocks;

    private final int width;
    private final Map<String, List<String>> found = new ConcurrentHashMap<>();

    private WordVectors(String name, List<String> words, List<float[]> vectors) {
        this.name = name;
        this.words = words;
        this.width = vectors.isEmpty() ? 0 : vectors.get(0).length;
        this.blocks = new float[(words.size() + BLOCK - 1) / BLOCK][width * BLOCK];
        for (int i = 0; i < words.size(); i++) {
            places.put(words.get(i), i);
            put(i, vectors.get(i));
        }
    }

    private void put(int word, float[] vector) {
        double squares = 0;
        for (float value : vector) {
            squares += (double) value * value;
        }
        float length = (float) Math.sqrt(squares);
        for (int k = 0; k < width; k++) {
            blocks[word / BLOCK][k * BLOCK + word % BLOCK] = length > 0 ? vector[k] / length : 0;
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
        var highest = new float[best.length];
        var cosines = new float[BLOCK];
        int kept = 0;
        for (int block = 0; block < blocks.length && best.length > 0; block++) {
            cosines(self, blocks[block], cosines);
            int until = Math.min(words.size(), (block + 1) * BLOCK);
            for (int other = block * BLOCK; other < until; other++) {
                float cosine = cosines[other % BLOCK];
                if (other == self || kept == best.length && cosine <= highest[kept - 1]) {
                    continue;
                }
                int at = kept < best.length ? kept++ : kept - 1;
                for (; at > 0 && highest[at - 1] < cosine; at--) {
                    highest[at] = highest[at - 1];
                    best[at] = best[at - 1];
                }
                highest[at] = cosine;
                best[at] = other;
            }
        }
        return Arrays.stream(best, 0, kept).mapToObj(words::get).toList();
    }

    /** Of a word and all words of a block. The inner loop runs along the block: the compiler makes it vector arithmetic. */
    private void cosines(int self, float[] block, float[] cosines) {
        Arrays.fill(cosines, 0);
        for (int k = 0; k < width; k++) {
            float own = blocks[self / BLOCK][k * BLOCK + self % BLOCK];
            int row = k * BLOCK;
            for (int i = 0; i < BLOCK; i++) {
                cosines[i] += own * block[row + i];
            }
        }
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "word vectors of %s: %,d words", name, words.size());
    }
}
