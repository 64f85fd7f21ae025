/** Joins the kernel and the language: imports, tables and arrays under the cell, live progress. */
@org.jspecify.annotations.NullMarked
package dev.tern.install.startup;
