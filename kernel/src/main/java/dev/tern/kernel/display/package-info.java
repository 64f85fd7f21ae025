/** What a cell may show: display calls, MIME bundles and the renderers that make them. Runs beside the user's code. */
@org.jspecify.annotations.NullMarked
package dev.tern.kernel.display;
