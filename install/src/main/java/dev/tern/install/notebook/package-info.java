/** Notebooks and scripts: read, run through a kernel, shown in the terminal, written as .ipynb and HTML. */
@org.jspecify.annotations.NullMarked
package dev.tern.install.notebook;
