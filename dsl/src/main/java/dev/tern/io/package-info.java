/**
 * Files on disk: the safetensors format, read with every byte accounted for and written whole or not at all.
 *
 * <p>The package knows bytes, shapes and element types, nothing of networks or quantizers.
 */
@org.jspecify.annotations.NullMarked
package dev.tern.io;
