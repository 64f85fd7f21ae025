/** From text to the token ids of BERT, and back. */
@org.jspecify.annotations.NullMarked
package dev.tern.datasets.text;
