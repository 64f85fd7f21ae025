/** A trained model that answers lines of text: {@code tern predict}. */
@org.jspecify.annotations.NullMarked
package dev.tern.install.predict;
