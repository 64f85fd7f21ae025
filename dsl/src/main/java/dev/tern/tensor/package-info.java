/**
 * fp32 arrays, the tape that records operations on them, the operations themselves (forward and backward together) and
 * the kernels under them.
 */
@org.jspecify.annotations.NullMarked
package dev.tern.tensor;
