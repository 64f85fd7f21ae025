package dev.tern.kernel.display;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What a cell may call to show something. Outside a kernel the plain text goes to standard output. */
public final class Display {
    /** Where shown things go. */
    public interface Publisher {
        /** Something new under an id. */
        void display(String id, MimeBundle bundle);

        /** Something in place of what was shown under an id. */
        void update(String id, MimeBundle bundle);

        /** Removes the output of the cell, once the next output comes. */
        void clear();
    }

    private static volatile Publisher publisher = new PlainText();

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

    /** Sends what is shown elsewhere: called by whoever runs cells. */
    public static void publishTo(Publisher target) {
        publisher = target;
    }

    private static final class PlainText implements Publisher {
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
    }
}
