/** Jars by their Maven coordinates: resolved, checked, cached, with progress. */
@org.jspecify.annotations.NullMarked
package dev.tern.artifacts;
