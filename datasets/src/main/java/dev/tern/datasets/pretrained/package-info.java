/** Weights somebody else has trained, read under their Hugging Face names. */
@org.jspecify.annotations.NullMarked
package dev.tern.datasets.pretrained;
