/** The debugger: DAP on the side of the front end, the JDK's debug interface on the side of the worker. */
@org.jspecify.annotations.NullMarked
package dev.tern.kernel.debug;
