/**
 * Commands to the kernel instead of Java: {@code %name} on a line, {@code %%name} for a cell, {@code !command} for the
 * system's shell.
 *
 * <p>A library brings its own along in its jar: classes that implement {@link dev.tern.kernel.magic.Magic}, named in
 * {@code META-INF/services/dev.tern.kernel.magic.Magic}, and a snippet that runs in the session once the jar has been
 * added, such as its imports, in {@code META-INF/tern/startup.jsh}.
 */
@org.jspecify.annotations.NullMarked
package dev.tern.kernel.magic;
