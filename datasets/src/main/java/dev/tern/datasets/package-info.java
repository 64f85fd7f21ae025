/** Data sets with their splits, those that ship with Tern and those of a folder the user names. */
@org.jspecify.annotations.NullMarked
package dev.tern.datasets;
