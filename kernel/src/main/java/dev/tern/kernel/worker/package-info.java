/** The process that runs the user's code. Needs nothing but the JDK and the display package on its class path. */
@org.jspecify.annotations.NullMarked
package dev.tern.kernel.worker;
