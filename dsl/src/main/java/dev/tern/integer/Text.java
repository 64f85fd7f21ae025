package dev.tern.integer;

/**
 * One sequence for an {@link EncoderProgram}.
 *
 * @param tokens ids, from index {@code at} on
 * @param kinds token types, likewise
 * @param length how many tokens
 * @param to where its logits go, a code a class
 * @param observer sees its codes pass
 */
record Text(int[] tokens, int[] kinds, int at, int length, int to, Observer observer) {}
