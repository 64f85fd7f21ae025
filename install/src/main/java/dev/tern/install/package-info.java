/** The distribution: launcher, installer, headless runner, console; the one place that knows both kernel and language. */
@org.jspecify.annotations.NullMarked
package dev.tern.install;
