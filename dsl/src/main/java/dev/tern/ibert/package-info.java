/**
 * The integer arithmetic of I-BERT (Kim et al., ICML 2021) as it was published: square root, exponential, softmax, GELU
 * and LayerNorm on whole numbers, each with the scale of its result. No method called for a value uses floating point;
 * constants are made from scales once, in a constructor.
 */
@NullMarked
package dev.tern.ibert;

import org.jspecify.annotations.NullMarked;
