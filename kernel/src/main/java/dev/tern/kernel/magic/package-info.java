/** Lines that begin with a percent sign: commands to the kernel instead of Java. */
@org.jspecify.annotations.NullMarked
package dev.tern.kernel.magic;
