/**
 * What magics run within the process of the user's code: they measure it and look at its values. Needs nothing but the
 * JDK and the display package.
 */
@org.jspecify.annotations.NullMarked
package dev.tern.kernel.magic.probe;
