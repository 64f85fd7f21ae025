/** The training loop: examples, distillation losses, optimisation, progress and what happened along the way. */
@org.jspecify.annotations.NullMarked
package dev.tern.train;
