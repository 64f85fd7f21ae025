package dev.tern;

import dev.tern.datasets.Split;
import dev.tern.nn.EmbeddingTraining;
import dev.tern.nn.Network;

/** Which network a recipe trains, and how it reads a row of data. Prints as the code that makes it. */
public sealed interface Architecture permits MiniLm, HuggingFace, Bert, Perceptron, Continued, Narrower, SplitWeights {

    /**
     * Builds the network for a task.
     *
     * @param train the rows it will be trained on; a network from scratch learns its vocabulary from them
     * @param recipe gives tokens, seed and whether the embeddings are trained
     */
    Start start(Split train, Recipe recipe);

    /** Whether its embedding tables are trained unless the recipe says otherwise: only if they start from nothing. */
    EmbeddingTraining embeddings();

    /**
     * A network before training and its reader.
     *
     * @param network weights as they start
     * @param reader turns a split into what the network reads
     */
    record Start(Network network, Reader reader) {}
}
