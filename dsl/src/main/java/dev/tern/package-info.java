/** The language: every word in Dsl, and the nouns it makes. */
@org.jspecify.annotations.NullMarked
package dev.tern;
