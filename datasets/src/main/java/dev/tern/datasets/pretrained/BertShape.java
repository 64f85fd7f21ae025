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
 */
public record BertShape(int layers, int width, int heads, int feedForward, int vocabulary, int positions, int types) {

    public BertShape {
        if (layers < 1 || width < 1 || heads < 1 || feedForward < 1 || vocabulary < 1 || positions < 1 || types < 1) {
            throw new IllegalArgumentException("A BERT encoder of " + layers + " layers, width " + width + ", " + heads
                    + " heads, feed-forward " + feedForward + ", vocabulary " + vocabulary + ", " + positions
                    + " positions, " + types + " types cannot be: each must be 1 or more.");
        }
        if (width % heads != 0) {
            throw new IllegalArgumentException(
                    "A width of " + width + " cannot be shared among " + heads + " heads: it must be a multiple.");
        }
    }

    /** The same with another number of layers. */
    public BertShape layers(int number) {
        return new BertShape(number, width, heads, feedForward, vocabulary, positions, types);
    }
}
