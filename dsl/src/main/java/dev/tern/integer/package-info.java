/**
 * The integer program: packed weights, integer products and requantization. Whatever still runs in float says so in the
 * trace.
 */
@org.jspecify.annotations.NullMarked
package dev.tern.integer;
