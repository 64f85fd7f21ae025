/** What can be said about code: where a snippet ends, what may stand at the cursor, what a name means, what to type instead. */
@org.jspecify.annotations.NullMarked
package dev.tern.kernel.language;
