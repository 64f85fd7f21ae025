/**
 * JSON as maps and lists. Written here because nothing but the JDK may stand beside the user's code: any library of ours
 * could clash with a version of theirs.
 */
@org.jspecify.annotations.NullMarked
package dev.tern.kernel.json;
