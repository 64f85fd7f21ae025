/** A kernel as a process of its own, and a conversation with it over ZeroMQ. */
@org.jspecify.annotations.NullMarked
package dev.tern.install.client;
