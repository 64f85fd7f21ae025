/** The wire: the connection file, signed messages and the sockets they travel on, for both ends. */
@org.jspecify.annotations.NullMarked
package dev.tern.kernel.wire;
