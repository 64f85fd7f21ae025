/** From Maven coordinates to jars: the user's own settings, mirrors and local repository, checksums verified. */
@org.jspecify.annotations.NullMarked
package dev.tern.artifacts;
