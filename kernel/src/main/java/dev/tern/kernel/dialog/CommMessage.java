package dev.tern.kernel.dialog;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What came over a comm.
 *
 * @param data the JSON object as Java: Map, List, String, Long, Double, Boolean and null
 * @param metadata the message's metadata, in the same form
 * @param buffers its binary frames
 */
public record CommMessage(
        Map<String, @Nullable Object> data, Map<String, @Nullable Object> metadata, List<byte[]> buffers) {}
