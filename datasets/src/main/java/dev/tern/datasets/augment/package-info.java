/** More sentences to learn from: words replaced by their neighbours among word vectors. */
@org.jspecify.annotations.NullMarked
package dev.tern.datasets.augment;
