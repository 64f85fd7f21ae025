/** The command line {@code tern}: run, predict, console, install, uninstall, doctor. */
@org.jspecify.annotations.NullMarked
package dev.tern.install;
