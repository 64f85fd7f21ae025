/** The course, run as a reader would run it. */
@org.jspecify.annotations.NullMarked
package dev.tern.notebooks;
