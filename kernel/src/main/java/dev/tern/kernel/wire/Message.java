package dev.tern.kernel.wire;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.List;

/**
 * One message of the Jupyter protocol.
 *
 * @param identities the routing frames in front of the delimiter: who asked, or the topic on iopub
 * @param header msg_id, session, username, date, msg_type, version
 * @param parent the header of the request this answers, or an empty object
 * @param buffers binary frames behind the content
 */
public record Message(
        List<byte[]> identities,
        JsonObject header,
        JsonObject parent,
        JsonObject metadata,
        JsonObject content,
        List<byte[]> buffers) {

    /** The type, such as execute_request. */
    public String type() {
        return text(header, "msg_type");
    }

    /** The id the sender gave it. */
    public String id() {
        return text(header, "msg_id");
    }

    /** The id of the request this answers; empty if it answers none. */
    public String parentId() {
        return text(parent, "msg_id");
    }

    /** The subshell a request is meant for; empty for the main shell. */
    public String subshellId() {
        return text(header, "subshell_id");
    }

    /** A text field of the content, or the other value when it is missing or no text. */
    public String text(String field, String otherwise) {
        JsonElement value = content.get(field);
        return value != null && value.isJsonPrimitive() ? value.getAsString() : otherwise;
    }

    /** A boolean field of the content, or the other value when it is missing or no boolean. */
    public boolean bool(String field, boolean otherwise) {
        JsonElement value = content.get(field);
        return value != null && value.isJsonPrimitive() ? value.getAsBoolean() : otherwise;
    }

    /** An integer field of the content, the nearest int to it, or the other value when it is missing or no number. */
    public int number(String field, int otherwise) {
        JsonElement value = content.get(field);
        return value != null
                        && value.isJsonPrimitive()
                        && value.getAsJsonPrimitive().isNumber()
                ? (int) value.getAsDouble()
                : otherwise;
    }

    private static String text(JsonObject object, String field) {
        JsonElement value = object.get(field);
        return value != null && value.isJsonPrimitive() ? value.getAsString() : "";
    }
}
