/** The command line {@code tern}: run, console, install, uninstall, doctor. */
@org.jspecify.annotations.NullMarked
package dev.tern.install;
