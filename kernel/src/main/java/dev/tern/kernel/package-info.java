/** A Jupyter kernel for Java. It knows no word of quantization. */
@org.jspecify.annotations.NullMarked
package dev.tern.kernel;
