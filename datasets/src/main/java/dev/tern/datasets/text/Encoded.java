package dev.tern.datasets.text;

/**
 * A text as BERT reads it: [CLS] tokens [SEP], and for a pair a second run of tokens and [SEP].
 *
 * @param ids token ids, not padded
 * @param types 0 for the first sentence with its [CLS] and [SEP], 1 for the second
 */
@SuppressWarnings("ArrayRecordComponent") // a carrier between tokenizer and batch, never compared
public record Encoded(int[] ids, int[] types) {

    /** Number of tokens, the special ones included. */
    public int length() {
        return ids.length;
    }
}
