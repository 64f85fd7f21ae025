/**
 * The language: every word in {@link dev.tern.Dsl}, and the nouns it makes, in the order of the course: {@link
 * dev.tern.Recipe} (what to train), {@link dev.tern.Model} (what came out), {@link dev.tern.IntegerModel} (what is
 * shipped), {@link dev.tern.Comparison} (how they differ).
 */
@org.jspecify.annotations.NullMarked
package dev.tern;
