/** What {@code tern doctor} looks at. */
@org.jspecify.annotations.NullMarked
package dev.tern.install.doctor;
