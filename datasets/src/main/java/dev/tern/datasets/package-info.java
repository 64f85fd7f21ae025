/** Data sets, their loaders, WordPiece, and readers of pretrained weights. */
@org.jspecify.annotations.NullMarked
package dev.tern.datasets;
