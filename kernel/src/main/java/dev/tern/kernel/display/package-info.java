/**
 * What a cell may show: display calls, MIME bundles and the renderers that make them. Runs beside the user's code, and
 * so needs nothing but the JDK.
 *
 * <p>Whatever a value is, showing it is bounded in rows, columns and characters, never reads a stream, and never throws
 * because of the value. Its HTML holds neither scripts nor style elements, only inline styles that JupyterLab keeps in a
 * notebook it does not trust, and no colours that one of its themes would hide.
 *
 * <p>To show a type of one's own: give it a public {@code String toHtml()}, register a function with
 * {@link dev.tern.kernel.display.Renderers#register(Class, java.util.function.Function)}, or name a
 * {@link dev.tern.kernel.display.Renderer} in {@code META-INF/services}.
 */
@org.jspecify.annotations.NullMarked
package dev.tern.kernel.display;
