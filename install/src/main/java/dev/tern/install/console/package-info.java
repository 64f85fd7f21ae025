/** {@code tern console}: a prompt in the terminal, or lines from a pipe, through the kernel. */
@org.jspecify.annotations.NullMarked
package dev.tern.install.console;
