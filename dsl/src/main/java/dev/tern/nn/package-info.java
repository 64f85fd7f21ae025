/** Networks, each whole in one file, and what says which of their tensors are quantized. */
@org.jspecify.annotations.NullMarked
package dev.tern.nn;
