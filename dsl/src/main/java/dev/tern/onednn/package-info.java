/** Matrix products and conversions of number types by oneDNN, where it loads: each call on the thread that makes it. */
@org.jspecify.annotations.NullMarked
package dev.tern.onednn;
