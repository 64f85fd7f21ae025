package dev.tern.datasets.text;

import dev.tern.datasets.DataException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * BERT's WordPiece tokenizer: each word is cut, from its left, into the longest pieces the vocabulary knows. Immutable,
 * and safe to share between threads. Special tokens written out in a text, as "[SEP]", are read as ordinary text.
 *
 * <p>Source: Wu et al. 2016 (arXiv 1609.08144) as in google-research/bert, tokenization.py, WordpieceTokenizer.
 */
public final class WordPiece {

    static final List<String> SPECIAL = List.of("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]");
    private static final int LONGEST_WORD = 100;

    private final List<String> vocabulary;
    private final Map<String, Integer> ids;
    private final Normalizer normalizer;
    private final String prefix;
    private final int longestWord;
    private final int padding;
    private final int unknown;
    private final int start;
    private final int separator;

    WordPiece(List<String> vocabulary, Normalizer normalizer, String prefix, int longestWord) {
        this.vocabulary = List.copyOf(vocabulary);
        this.normalizer = normalizer;
        this.prefix = prefix;
        this.longestWord = longestWord;
        this.ids = new HashMap<>(vocabulary.size() * 2);
        for (int id = 0; id < vocabulary.size(); id++) {
            var before = ids.put(vocabulary.get(id), id);
            if (before != null) {
                throw new DataException("The vocabulary holds \"" + vocabulary.get(id) + "\" twice, as " + before
                        + " and " + id + ". Each token may stand there once.");
            }
        }
        this.padding = special("[PAD]");
        this.unknown = special("[UNK]");
        this.start = special("[CLS]");
        this.separator = special("[SEP]");
    }

    private int special(String token) {
        var id = ids.get(token);
        if (id == null) {
            throw new DataException("The vocabulary of " + vocabulary.size() + " tokens has no " + token
                    + ". A BERT vocabulary holds [PAD], [UNK], [CLS] and [SEP].");
        }
        return id;
    }

    /** A tokenizer over this vocabulary, in the order of its ids; it must hold [PAD], [UNK], [CLS] and [SEP]. */
    public static WordPiece of(List<String> vocabulary) {
        return new WordPiece(vocabulary, Normalizer.UNCASED, "##", LONGEST_WORD);
    }

    /**
     * A tokenizer over this vocabulary with rules of its own.
     *
     * @param normalizer how a text becomes words
     * @param prefix what the pieces inside a word begin with, "##" in BERT
     * @param longestWord longer words, in characters, are unknown
     */
    public static WordPiece of(List<String> vocabulary, Normalizer normalizer, String prefix, int longestWord) {
        return new WordPiece(vocabulary, normalizer, prefix, longestWord);
    }

    /**
     * Reads a tokenizer.json of Hugging Face (padding and truncation named there are left aside), or a vocab.txt with
     * one token a line, for text in small letters.
     *
     * @throws DataException if the file is missing or holds no WordPiece
     */
    public static WordPiece read(Path file) {
        return WordPieceFile.read(file);
    }

    /** Reads a tokenizer.json from a stream; {@code name} is for messages. */
    public static WordPiece readJson(InputStream in, String name) {
        return WordPieceFile.readJson(in, name);
    }

    /**
     * Learns a vocabulary from texts: special tokens, characters, frequent words, then pieces of the rest.
     *
     * @param vocabularySize at most so many tokens; fewer if the texts do not hold as many
     */
    public static WordPiece learn(Iterable<String> texts, int vocabularySize) {
        return of(Vocabulary.learn(texts, vocabularySize, Normalizer.UNCASED));
    }

    /** [CLS] tokens [SEP], cut to at most {@code maxLength} tokens in all. */
    public Encoded encode(String text, int maxLength) {
        requireRoom(maxLength, 2);
        var tokens = tokenize(text, maxLength - 2);
        var encoded = new Encoding(tokens.size + 2);
        encoded.add(start, 0);
        encoded.add(tokens, tokens.size, 0);
        encoded.add(separator, 0);
        return encoded.done();
    }

    /** [CLS] first [SEP] second [SEP]; the longer one loses its last tokens first until the whole fits. */
    public Encoded encode(String first, String second, int maxLength) {
        requireRoom(maxLength, 3);
        var a = tokenize(first, Integer.MAX_VALUE);
        var b = tokenize(second, Integer.MAX_VALUE);
        int room = maxLength - 3;
        int longer = Math.max(a.size, b.size);
        int shorter = Math.min(a.size, b.size);
        if (longer + shorter > room) {
            int half = room / 2;
            longer = shorter <= half ? room - shorter : room - half;
            shorter = Math.min(shorter, half);
        }
        boolean firstIsLonger = a.size > b.size;
        var encoded = new Encoding(longer + shorter + 3);
        encoded.add(start, 0);
        encoded.add(a, firstIsLonger ? longer : shorter, 0);
        encoded.add(separator, 0);
        encoded.add(b, firstIsLonger ? shorter : longer, 1);
        encoded.add(separator, 1);
        return encoded.done();
    }

    private static void requireRoom(int maxLength, int specials) {
        if (maxLength < specials) {
            throw new IllegalArgumentException("maxLength " + maxLength + " leaves no room for the " + specials
                    + " special tokens. Give at least " + specials + ".");
        }
    }

    private Tokens tokenize(String text, int most) {
        var tokens = new Tokens();
        for (var word : normalizer.words(text)) {
            if (tokens.size >= most) {
                break;
            }
            split(word, tokens);
        }
        tokens.size = Math.min(tokens.size, most);
        return tokens;
    }

    /** Adds the pieces of one word, or [UNK] if some rest of it matches nothing. */
    private void split(String word, Tokens tokens) {
        int before = tokens.size;
        if (word.codePointCount(0, word.length()) > longestWord) {
            tokens.add(unknown);
            return;
        }
        int from = 0;
        while (from < word.length()) {
            int to = word.length();
            Integer piece = null;
            while (piece == null && to > from) {
                piece = ids.get(from == 0 ? word.substring(0, to) : prefix + word.substring(from, to));
                to -= piece == null ? 1 : 0;
            }
            if (piece == null) {
                tokens.size = before;
                tokens.add(unknown);
                return;
            }
            tokens.add(piece);
            from = to;
        }
    }

    /** The id of [PAD], which fills up a batch. */
    public int padding() {
        return padding;
    }

    /** Number of tokens known. */
    public int vocabularySize() {
        return vocabulary.size();
    }

    /** The vocabulary in the order of its ids, as the lines of a vocab.txt. */
    public List<String> vocabulary() {
        return vocabulary;
    }

    /** How a text becomes words. */
    public Normalizer normalizer() {
        return normalizer;
    }

    /** What the pieces inside a word begin with. */
    public String prefix() {
        return prefix;
    }

    /** The longest word, in characters, that is not unknown. */
    public int longestWord() {
        return longestWord;
    }

    /** The id of a token, that of [UNK] if the vocabulary does not hold it. */
    public int id(String token) {
        return ids.getOrDefault(token, unknown);
    }

    /** The token of an id, 0 to vocabularySize() - 1. */
    public String token(int id) {
        if (id < 0 || id >= vocabulary.size()) {
            throw new IndexOutOfBoundsException(
                    "There is no token " + id + ": ids run from 0 to " + (vocabulary.size() - 1) + ".");
        }
        return vocabulary.get(id);
    }

    /** The text of ids, pieces joined to words, special tokens left out except [UNK]. */
    public String decode(int... tokens) {
        var text = new StringBuilder();
        for (int id : tokens) {
            var token = token(id);
            if (id != unknown && SPECIAL.contains(token)) {
                continue;
            }
            if (token.startsWith(prefix) && text.length() > 0) {
                text.append(token, prefix.length(), token.length());
            } else {
                text.append(text.length() > 0 ? " " : "").append(token);
            }
        }
        return text.toString();
    }

    @Override
    public String toString() {
        return "WordPiece with " + vocabulary.size() + " tokens";
    }

    /** A growing list of ids. */
    private static final class Tokens {
        private int[] ids = new int[64];
        private int size;

        void add(int id) {
            if (size == ids.length) {
                ids = java.util.Arrays.copyOf(ids, size * 2);
            }
            ids[size++] = id;
        }
    }

    /** An Encoded being filled. */
    private static final class Encoding {
        private final int[] ids;
        private final int[] types;
        private int size;

        Encoding(int length) {
            ids = new int[length];
            types = new int[length];
        }

        void add(int id, int type) {
            ids[size] = id;
            types[size++] = type;
        }

        void add(Tokens tokens, int count, int type) {
            for (int i = 0; i < count; i++) {
                add(tokens.ids[i], type);
            }
        }

        Encoded done() {
            return new Encoded(ids, types);
        }
    }
}
