package dev.tern.kernel.conformance;

import com.google.gson.JsonElement;
import com.google.gson.JsonPrimitive;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/** What a JSON value has to look like. */
interface Shape {
    /** Tells every fault of the value, each beginning with its place. */
    void check(String place, JsonElement value, Consumer<String> fault);

    static Shape any() {
        return (place, value, fault) -> {};
    }

    static Shape text() {
        return primitive("a string", JsonPrimitive::isString);
    }

    static Shape bool() {
        return primitive("true or false", JsonPrimitive::isBoolean);
    }

    /** A whole number from zero on. */
    static Shape count() {
        return primitive(
                "a whole number from 0 on",
                value -> value.isNumber() && value.getAsString().matches("\\d+"));
    }

    static Shape matching(String regex) {
        Pattern pattern = Pattern.compile(regex, Pattern.DOTALL);
        return primitive(
                "a string like " + regex,
                value ->
                        value.isString() && pattern.matcher(value.getAsString()).matches());
    }

    static Shape oneOf(String... texts) {
        List<String> allowed = List.of(texts);
        return primitive("one of " + allowed, value -> value.isString() && allowed.contains(value.getAsString()));
    }

    static Shape listOf(Shape element) {
        return (place, value, fault) -> {
            if (!value.isJsonArray()) {
                fault.accept(place + " is not a list: " + value);
                return;
            }
            for (int i = 0; i < value.getAsJsonArray().size(); i++) {
                element.check(place + "[" + i + "]", value.getAsJsonArray().get(i), fault);
            }
        };
    }

    /** A list with exactly these elements. */
    static Shape tuple(Shape... elements) {
        return (place, value, fault) -> {
            if (!value.isJsonArray() || value.getAsJsonArray().size() != elements.length) {
                fault.accept(place + " is not a list of " + elements.length + ": " + value);
                return;
            }
            for (int i = 0; i < elements.length; i++) {
                elements[i].check(place + "[" + i + "]", value.getAsJsonArray().get(i), fault);
            }
        };
    }

    /** An object with any fields whose names match, each with a value of this shape. */
    static Shape mapOf(String names, Shape values) {
        Pattern pattern = Pattern.compile(names, Pattern.DOTALL);
        return (place, value, fault) -> {
            if (!value.isJsonObject()) {
                fault.accept(place + " is not an object: " + value);
                return;
            }
            value.getAsJsonObject().entrySet().forEach(field -> {
                if (!pattern.matcher(field.getKey()).matches()) {
                    fault.accept(place + " has a field named " + field.getKey());
                }
                values.check(place + "." + field.getKey(), field.getValue(), fault);
            });
        };
    }

    /** An object whose shape is decided by one of its string fields. */
    static Shape by(String field, Map<String, Shape> shapes) {
        return (place, value, fault) -> {
            if (!value.isJsonObject() || !value.getAsJsonObject().has(field)) {
                fault.accept(place + " has no " + field + ": " + value);
                return;
            }
            JsonElement name = value.getAsJsonObject().get(field);
            Shape shape = name.isJsonPrimitive() ? shapes.get(name.getAsString()) : null;
            if (shape == null) {
                fault.accept(place + "." + field + " is " + name + ", not one of " + shapes.keySet());
            } else {
                shape.check(place, value, fault);
            }
        };
    }

    static Shape either(Shape one, Shape other) {
        return (place, value, fault) -> {
            boolean[] wrong = new boolean[1];
            one.check(place, value, first -> wrong[0] = true);
            if (wrong[0]) {
                other.check(place, value, fault);
            }
        };
    }

    static Fields object() {
        return new Fields();
    }

    private static Shape primitive(String words, java.util.function.Predicate<JsonPrimitive> test) {
        return (place, value, fault) -> {
            if (!value.isJsonPrimitive() || !test.test(value.getAsJsonPrimitive())) {
                fault.accept(place + " is not " + words + ": " + value);
            }
        };
    }

    /** An object with these fields and no others. */
    final class Fields implements Shape {
        private final Map<String, Shape> required = new LinkedHashMap<>();
        private final Map<String, Shape> optional = new LinkedHashMap<>();

        Fields required(String name, Shape shape) {
            required.put(name, shape);
            return this;
        }

        Fields optional(String name, Shape shape) {
            optional.put(name, shape);
            return this;
        }

        @Override
        public void check(String place, JsonElement value, Consumer<String> fault) {
            if (!value.isJsonObject()) {
                fault.accept(place + " is not an object: " + value);
                return;
            }
            required.keySet().stream()
                    .filter(name -> !value.getAsJsonObject().has(name))
                    .forEach(name -> fault.accept(place + " has no " + name));
            value.getAsJsonObject().entrySet().forEach(field -> {
                Shape shape = required.getOrDefault(field.getKey(), optional.get(field.getKey()));
                if (shape == null) {
                    fault.accept(place + " has a field the protocol does not know: " + field.getKey());
                } else {
                    shape.check(place + "." + field.getKey(), field.getValue(), fault);
                }
            });
        }
    }
}
