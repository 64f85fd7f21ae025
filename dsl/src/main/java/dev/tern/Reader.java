package dev.tern;

import dev.tern.datasets.Split;
import dev.tern.datasets.text.WordPiece;
import dev.tern.train.Examples;

/** Turns a split into what a network reads. */
public sealed interface Reader {

    /** The split's rows, ready for the network. */
    Examples read(Split split);

    /** Whether another reader cuts texts into the same pieces, so that what is read here can be compared position by position. */
    boolean readsLike(Reader other);

    /**
     * Text, cut into word pieces.
     *
     * @param tokenizer the vocabulary
     * @param tokens longest sequence, [CLS] and [SEP] included
     */
    record Text(WordPiece tokenizer, int tokens) implements Reader {
        @Override
        public Examples read(Split split) {
            return Examples.text(split, tokenizer, tokens);
        }

        @Override
        public boolean readsLike(Reader other) {
            return other instanceof Text text && text.tokenizer.vocabulary().equals(tokenizer.vocabulary());
        }
    }

    /** Feature vectors, such as the pixels of an image. */
    record Features() implements Reader {
        @Override
        public Examples read(Split split) {
            return Examples.features(split);
        }

        @Override
        public boolean readsLike(Reader other) {
            return other instanceof Features;
        }
    }
}
