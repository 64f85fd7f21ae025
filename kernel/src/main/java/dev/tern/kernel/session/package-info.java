/** The language side of a session: compiling, running, completing and explaining snippets. Knows no message. */
@org.jspecify.annotations.NullMarked
package dev.tern.kernel.session;
