/** How the two JVMs of a kernel are started: their flags, and archives of loaded classes that make them start faster. */
@org.jspecify.annotations.NullMarked
package dev.tern.kernel.jvm;
