package dev.tern.kernel.display;

import dev.tern.kernel.json.Json;
import java.awt.image.RenderedImage;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a cell may call to show something. Every name here is known in every session.
 *
 * <pre>{@code
 * display(table);                        // now, in the middle of a cell
 * display("state", "begun");             // under an id of one's own ...
 * update("state", "done");               // ... to be replaced later
 * markdown("**bold** and $x^2$")         // as the last line of a cell: its value
 * }</pre>
 *
 * <p>Outside a kernel the plain text goes to standard output.
 */
public final class Display {
    /** Where shown things go. */
    public interface Publisher {
        /** Something new under an id. */
        void display(String id, MimeBundle bundle);

        /** Something in place of what was shown under an id. */
        void update(String id, MimeBundle bundle);

        /** Removes the output of the cell, once the next output comes. */
        void clear();

        /** Removes the output of the cell at once. */
        void clearNow();

        /** The cell that the current thread works for; empty where there are no cells. */
        default String cell() {
            return "";
        }

        /** Does something on this thread on behalf of another cell. */
        default void under(String cell, Runnable task) {
            task.run();
        }

        /** Does something on this thread and returns what it prints and shows; nothing where that cannot be taken. */
        default List<Place.Output> capture(Runnable task) {
            task.run();
            return List.of();
        }
    }

    private static volatile Publisher publisher = new PlainTextPublisher();

    private Display() {}

    /** Shows a value under the cell. */
    public static void display(@Nullable Object value) {
        display(UUID.randomUUID().toString(), value);
    }

    /** Shows a value under an id of one's own. */
    public static void display(String id, @Nullable Object value) {
        publisher.display(id, Renderers.render(value));
    }

    /** Shows a value in place of what was shown under the id, wherever that stands. */
    public static void update(String id, @Nullable Object value) {
        publisher.update(id, Renderers.render(value));
    }

    /** Clears the cell's output when the next output comes, so that nothing flickers. */
    public static void clear() {
        publisher.clear();
    }

    /** Clears the cell's output at once. */
    public static void clearNow() {
        publisher.clearNow();
    }

    /** Text written in Markdown; formulas stand between dollar signs. */
    public static MimeBundle markdown(String text) {
        return Forms.of("text/markdown", text, text);
    }

    /** LaTeX: a formula such as {@code \frac{1}{2}}, or text with its formulas between dollar signs. */
    public static MimeBundle latex(String text) {
        return Forms.latex(text);
    }

    /** HTML. JupyterLab runs no script in it and drops style elements until the notebook is trusted. */
    public static MimeBundle html(String markup) {
        return MimeBundle.html(markup, Cut.text(Html.plain(markup)));
    }

    /**
     * A drawing.
     *
     * @throws IllegalArgumentException if the text has no svg element
     */
    public static MimeBundle svg(String drawing) {
        return Forms.svg(drawing);
    }

    /**
     * JSON, to be folded and unfolded.
     *
     * @throws IllegalArgumentException if the text is not JSON, with the place
     */
    public static MimeBundle json(String text) {
        Json.read(text);
        return Forms.of("application/json", text, text);
    }

    /**
     * Maps, collections, arrays, records, numbers, booleans and text as JSON. Anything else is written as its text, a
     * number that is not finite as null.
     *
     * @throws IllegalArgumentException if a value contains itself
     */
    public static MimeBundle json(@Nullable Object value) {
        String text = Json.writeIndented(value);
        return Forms.of("application/json", text, text);
    }

    /**
     * A chart described in Vega-Lite.
     *
     * @param specification a JSON object, with or without its {@code $schema}
     * @throws IllegalArgumentException if it is not a JSON object, with the place
     */
    public static MimeBundle vegaLite(String specification) {
        return Forms.vegaLite(specification);
    }

    /** A chart described in Vega-Lite by maps, lists, records, numbers and text. */
    public static MimeBundle vegaLite(Map<String, ?> specification) {
        return Forms.vegaLite(Json.writeIndented(specification));
    }

    /**
     * An image in a file: PNG, JPEG, GIF, WebP, BMP, SVG, or what else ImageIO reads.
     *
     * @throws IllegalArgumentException if the file is missing or no image
     */
    public static MimeBundle image(Path file) {
        return Pictures.read(file);
    }

    /**
     * An image as the bytes of a file: PNG, JPEG, GIF, WebP, BMP, or what else ImageIO reads.
     *
     * @throws IllegalArgumentException if it is no image
     */
    public static MimeBundle image(byte[] file) {
        return Pictures.of(file, "these bytes");
    }

    /** An image in memory, such as a BufferedImage. One of more than 8 million pixels is shown smaller. */
    public static MimeBundle image(RenderedImage image) {
        return Pictures.of(image);
    }

    /** Sends what is shown elsewhere: called by whoever runs cells. */
    public static void publishTo(Publisher target) {
        publisher = target;
    }

    static Publisher publisher() {
        return publisher;
    }

    private static final class PlainTextPublisher implements Publisher {
        @Override
        public void display(String id, MimeBundle bundle) {
            System.out.println(bundle.plainText());
        }

        @Override
        public void update(String id, MimeBundle bundle) {
            // A terminal cannot take back what it has printed.
        }

        @Override
        public void clear() {
            // As above.
        }

        @Override
        public void clearNow() {
            // As above.
        }
    }
}
