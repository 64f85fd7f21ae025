/** The kernel as a stranger sees it: the protocol's schemas and laws, rubbish, deaths; all over the wire. */
@org.jspecify.annotations.NullMarked
package dev.tern.kernel.conformance;
