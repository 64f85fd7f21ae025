package dev.tern.datasets.text;

import java.nio.file.Path;
import java.util.List;

/** BERT's WordPiece tokenizer. Immutable, and safe to share between threads. */
public final class WordPiece {

    private WordPiece() {}

    /** Reads tokenizer.json or vocab.txt. */
    public static WordPiece read(Path file) {
        throw new UnsupportedOperationException("in the making");
    }

    /** Learns a vocabulary from texts: characters, frequent words, then frequent pieces of words. */
    public static WordPiece learn(Iterable<String> texts, int vocabularySize) {
        throw new UnsupportedOperationException("in the making");
    }

    /** [CLS] tokens [SEP], cut to at most {@code maxLength} tokens in all. */
    public Encoded encode(String text, int maxLength) {
        throw new UnsupportedOperationException("in the making");
    }

    /** [CLS] first [SEP] second [SEP]; the longer one loses its last tokens first until the whole fits. */
    public Encoded encode(String first, String second, int maxLength) {
        throw new UnsupportedOperationException("in the making");
    }

    /** Number of tokens known. */
    public int vocabularySize() {
        throw new UnsupportedOperationException("in the making");
    }

    /** The id of a token of the vocabulary. */
    public int id(String token) {
        throw new UnsupportedOperationException("in the making");
    }

    /** The token of an id, 0 to vocabularySize() - 1. */
    public String token(int id) {
        throw new UnsupportedOperationException("in the making");
    }

    /** The text of ids, without special tokens; pieces joined to words. */
    public String decode(int... ids) {
        throw new UnsupportedOperationException("in the making");
    }

    /** The vocabulary as vocab.txt: one token a line, in the order of the ids. */
    public List<String> vocabulary() {
        throw new UnsupportedOperationException("in the making");
    }

    /** A tokenizer over this vocabulary, in the order of its ids; it must hold [PAD], [UNK], [CLS] and [SEP]. */
    public static WordPiece of(List<String> vocabulary) {
        throw new UnsupportedOperationException("in the making");
    }
}
