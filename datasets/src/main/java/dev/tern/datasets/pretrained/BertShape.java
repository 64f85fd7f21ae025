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
public record BertShape(int layers, int width, int heads, int feedForward, int vocabulary, int positions, int types) {}
