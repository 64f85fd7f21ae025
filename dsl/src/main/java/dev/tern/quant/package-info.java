/**
 * Quantizers: how real numbers become a few integers. One paper, one file, with its formula and source in the header;
 * the arithmetic they share (packing, requantization, the kernels) stands beside them.
 */
@org.jspecify.annotations.NullMarked
package dev.tern.quant;
