package dev.tern.kernel;

import dev.tern.kernel.display.MimeBundle;
import dev.tern.kernel.magic.Output;
import dev.tern.kernel.worker.Event;
import java.util.ArrayList;
import java.util.List;

/** What magics print and show, published as what the worker does. */
record MagicOutput(Publisher publisher) implements Output {
    @Override
    public void text(String cell, String text) {
        publisher.output(new Event(Event.Kind.STDOUT, cell, List.of(text)));
    }

    @Override
    public void error(String cell, String text) {
        publisher.output(new Event(Event.Kind.STDERR, cell, List.of(text)));
    }

    @Override
    public void show(String cell, String id, MimeBundle bundle) {
        publisher.output(event(Event.Kind.DISPLAY, cell, id, bundle));
    }

    @Override
    public void update(String cell, String id, MimeBundle bundle) {
        publisher.output(event(Event.Kind.UPDATE, cell, id, bundle));
    }

    private static Event event(Event.Kind kind, String cell, String id, MimeBundle bundle) {
        List<String> fields = new ArrayList<>(List.of(id));
        bundle.data().forEach((mime, content) -> {
            fields.add(mime);
            fields.add(content);
        });
        return new Event(kind, cell, fields);
    }
}
