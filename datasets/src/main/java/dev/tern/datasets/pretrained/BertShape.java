package dev.tern.datasets.pretrained;

/**
 * The size of a BERT encoder.
 *
 * @param layers encoder layers
 * @param width of the hidden states
 * @param heads of attention in each layer
 * @param feedForward width between the two linear layers of a feed-forward block
 * @param vocabulary rows of the word embedding
 * @param positions longest input in tokens
 * @param types kinds of sentence (2)
 * @param headWidth queries, keys and values of one head; 0 stands for width / heads, as BERT has it. A network that
 *     lost heads keeps the width of the others, so that heads * headWidth is then less than the width
 */
public record BertShape(
        int layers, int width, int heads, int feedForward, int vocabulary, int positions, int types, int headWidth) {

    public BertShape {
        if (layers < 1 || width < 1 || heads < 1 || feedForward < 1 || vocabulary < 1 || positions < 1 || types < 1) {
            throw new IllegalArgumentException("A BERT encoder of " + layers + " layers, width " + width + ", " + heads
                    + " heads, feed-forward " + feedForward + ", vocabulary " + vocabulary + ", " + positions
                    + " positions, " + types + " types cannot be: each must be 1 or more.");
        }
        if (headWidth < 0) {
            throw new IllegalArgumentException(
                    "A head of width " + headWidth + " cannot be: give 1 or more, or 0 for width / heads.");
        }
        if (headWidth == 0) {
            if (width % heads != 0) {
                throw new IllegalArgumentException(
                        "A width of " + width + " cannot be shared among " + heads + " heads: it must be a multiple.");
            }
            headWidth = width / heads;
        }
    }

    /** An encoder whose heads share its width. */
    public BertShape(int layers, int width, int heads, int feedForward, int vocabulary, int positions, int types) {
        this(layers, width, heads, feedForward, vocabulary, positions, types, 0);
    }

    /** Width of all heads side by side: the width of the hidden states unless heads were removed. */
    public int attentionWidth() {
        return heads * headWidth;
    }

    /** The same with another number of layers. */
    public BertShape layers(int number) {
        return new BertShape(number, width, heads, feedForward, vocabulary, positions, types, headWidth);
    }

    /** The same with fewer or more heads of the same width, and another feed-forward width. */
    public BertShape inner(int newHeads, int newFeedForward) {
        return new BertShape(layers, width, newHeads, newFeedForward, vocabulary, positions, types, headWidth);
    }
}
