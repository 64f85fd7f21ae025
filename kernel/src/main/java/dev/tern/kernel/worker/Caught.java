package dev.tern.kernel.worker;

import dev.tern.kernel.display.MimeBundle;
import dev.tern.kernel.display.Place;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Output that is kept instead of sent. */
final class Caught {
    private final String cell;
    private final List<Place.Output> outputs = new ArrayList<>();

    /**
     * @param cell to which goes what is no output
     */
    Caught(String cell) {
        this.cell = cell;
    }

    /** Keeps an output; anything else is returned, to be sent on behalf of the cell. */
    synchronized @Nullable Event take(Event event) {
        switch (event.kind()) {
            case STDOUT, STDERR -> print(event);
            case DISPLAY -> outputs.add(new Place.Output("", bundle(event)));
            case CLEAR, CLEAR_NOW -> outputs.clear();
            default -> {
                return new Event(event.kind(), cell, event.fields(), event.buffers());
            }
        }
        return null;
    }

    synchronized List<Place.Output> outputs() {
        return List.copyOf(outputs);
    }

    private void print(Event event) {
        String stream = event.kind() == Event.Kind.STDOUT ? "stdout" : "stderr";
        String text = event.fields().get(0);
        int last = outputs.size() - 1;
        if (last >= 0 && outputs.get(last).stream().equals(stream)) {
            text = outputs.remove(last).bundle().plainText() + text;
        }
        outputs.add(new Place.Output(stream, MimeBundle.plain(text)));
    }

    private static MimeBundle bundle(Event event) {
        List<String> fields = event.fields();
        Map<String, String> data = new LinkedHashMap<>();
        for (int i = 1; i + 1 < fields.size(); i += 2) {
            data.put(fields.get(i), fields.get(i + 1));
        }
        return new MimeBundle(data);
    }
}
