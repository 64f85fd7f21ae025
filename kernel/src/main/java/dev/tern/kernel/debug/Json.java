package dev.tern.kernel.debug;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;

/** Fields of the arguments of a request, and the simplest bodies of responses. */
final class Json {
    private Json() {}

    static String text(JsonObject arguments, String field) {
        JsonElement value = arguments.get(field);
        if (value == null || !value.isJsonPrimitive()) {
            throw new Refusal("The request has no " + field);
        }
        return value.getAsString();
    }

    static int number(JsonObject arguments, String field) {
        JsonElement value = arguments.get(field);
        return value != null
                        && value.isJsonPrimitive()
                        && value.getAsJsonPrimitive().isNumber()
                ? value.getAsInt()
                : 0;
    }

    static JsonArray array(JsonObject arguments, String field) {
        JsonElement value = arguments.get(field);
        return value != null && value.isJsonArray() ? value.getAsJsonArray() : new JsonArray();
    }

    static JsonObject body(String field, JsonElement content) {
        JsonObject body = new JsonObject();
        body.add(field, content);
        return body;
    }
}
