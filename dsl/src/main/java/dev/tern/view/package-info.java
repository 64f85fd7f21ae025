/**
 * How a result looks in a cell: tables, cards, charts and progress lines, each as HTML and as plain text.
 *
 * <p>Everything here is an immutable value with two faces: {@code toHtml()} for a notebook and {@code toString()} for a
 * terminal. The HTML keeps to what JupyterLab shows in a notebook that is not trusted yet: inline styles, {@code
 * <progress>} and images as data URLs, no {@code <style>}, {@code <script>} or {@code <svg>}. Text takes the colour of
 * the page, so it reads on light and dark alike; charts bring their own light ground.
 *
 * <p>The package knows numbers, names and Tablesaw tables, nothing of networks or quantizers.
 */
@org.jspecify.annotations.NullMarked
package dev.tern.view;
