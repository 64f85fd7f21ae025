/** Benchmark programs: what README.md says about speed is printed by one of these. */
@org.jspecify.annotations.NullMarked
package dev.tern.bench;
