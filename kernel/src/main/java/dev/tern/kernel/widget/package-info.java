/** Controls under a cell, live in both directions, as the front end of ipywidgets 8 draws them. Runs beside the user's code. */
@org.jspecify.annotations.NullMarked
package dev.tern.kernel.widget;
