/** A program that measures the kernel beside JShell itself. */
@org.jspecify.annotations.NullMarked
package dev.tern.install.bench;
