package dev.tern.kernel.widget;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * State as it travels: JSON, the bytes in it apart as binary frames, and for each frame the path at which it stood.
 * Models inside the state travel as their ids.
 *
 * @param state without bytes: a key of a map is left out, an element of a list is null
 * @param paths for each frame the keys and indices that lead to it
 */
record Buffers(Map<String, @Nullable Object> state, List<List<Object>> paths, List<byte[]> frames) {
    private static final String MODEL = "IPY_MODEL_";

    /** Takes the bytes out of a state and opens the models in it. */
    static Buffers separate(Map<String, ? extends @Nullable Object> state) {
        Buffers separated = new Buffers(new LinkedHashMap<>(), new ArrayList<>(), new ArrayList<>());
        state.forEach((key, value) -> {
            if (value instanceof byte[] bytes) {
                separated.take(List.of(key), bytes);
            } else {
                separated.state.put(key, separated.json(value, List.of(key)));
            }
        });
        return separated;
    }

    /** Puts frames back where their paths say; what does not fit is left out. */
    static void join(Map<String, @Nullable Object> state, @Nullable Object paths, List<byte[]> frames) {
        if (!(paths instanceof List<?> all)) {
            return;
        }
        for (int i = 0; i < Math.min(all.size(), frames.size()); i++) {
            if (all.get(i) instanceof List<?> path && !path.isEmpty()) {
                put(state, path, frames.get(i));
            }
        }
    }

    byte[][] frameArray() {
        return frames.toArray(byte[][]::new);
    }

    private void take(List<Object> path, byte[] bytes) {
        paths.add(path);
        frames.add(bytes);
    }

    private @Nullable Object json(@Nullable Object value, List<Object> path) {
        if (value instanceof Model model) {
            return MODEL + model.open();
        }
        if (value instanceof Map<?, ?> map) {
            Map<String, @Nullable Object> copy = new LinkedHashMap<>();
            map.forEach((key, each) -> {
                List<Object> deeper = below(path, String.valueOf(key));
                if (each instanceof byte[] bytes) {
                    take(deeper, bytes);
                } else {
                    copy.put(String.valueOf(key), json(each, deeper));
                }
            });
            return copy;
        }
        if (value instanceof List<?> list) {
            List<@Nullable Object> copy = new ArrayList<>();
            for (int i = 0; i < list.size(); i++) {
                List<Object> deeper = below(path, i);
                if (list.get(i) instanceof byte[] bytes) {
                    take(deeper, bytes);
                    copy.add(null);
                } else {
                    copy.add(json(list.get(i), deeper));
                }
            }
            return copy;
        }
        return value;
    }

    private static List<Object> below(List<Object> path, Object step) {
        List<Object> deeper = new ArrayList<>(path);
        deeper.add(step);
        return deeper;
    }

    @SuppressWarnings("unchecked") // The maps and lists are those the JSON reader makes.
    private static void put(Object root, List<?> path, byte[] frame) {
        Object place = root;
        for (Object step : path.subList(0, path.size() - 1)) {
            place = place instanceof Map<?, ?> map
                    ? map.get(step)
                    : place instanceof List<?> list && isIndex(step, list) ? list.get(((Long) step).intValue()) : null;
        }
        Object last = path.get(path.size() - 1);
        if (place instanceof Map<?, ?> map && last instanceof String key) {
            ((Map<String, Object>) map).put(key, frame);
        } else if (place instanceof List<?> list && isIndex(last, list)) {
            ((List<Object>) list).set(((Long) last).intValue(), frame);
        }
    }

    private static boolean isIndex(Object step, List<?> list) {
        return step instanceof Long index && index >= 0 && index < list.size();
    }
}
