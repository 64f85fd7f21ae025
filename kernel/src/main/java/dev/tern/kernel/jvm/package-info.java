/**
 * How the two JVMs of a kernel are started: their flags, archives of loaded classes and notes of what is in which jar,
 * which make them start faster.
 */
@org.jspecify.annotations.NullMarked
package dev.tern.kernel.jvm;
