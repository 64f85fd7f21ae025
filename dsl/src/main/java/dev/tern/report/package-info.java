/** What models answer: tables, curves, layers, pages and predictions, as a cell shows them. */
@org.jspecify.annotations.NullMarked
package dev.tern.report;
