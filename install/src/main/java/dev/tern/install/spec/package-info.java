/** The kernelspec: where Jupyter looks for it on each system, and how it is written and removed. */
@org.jspecify.annotations.NullMarked
package dev.tern.install.spec;
