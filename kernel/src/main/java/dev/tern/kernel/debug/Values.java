package dev.tern.kernel.debug;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.sun.jdi.ArrayReference;
import com.sun.jdi.CharValue;
import com.sun.jdi.Field;
import com.sun.jdi.ObjectReference;
import com.sun.jdi.PrimitiveValue;
import com.sun.jdi.StringReference;
import com.sun.jdi.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/** Values of a worker as DAP shows them: a line of text each, and what is inside of them when they are opened. */
final class Values {
    private static final int LONGEST = 200;
    private static final int MOST = 100;
    private static final Set<String> WHOLE = Set.of(
            "java.lang.String",
            "java.lang.Integer",
            "java.lang.Long",
            "java.lang.Double",
            "java.lang.Float",
            "java.lang.Boolean",
            "java.lang.Character",
            "java.lang.Short",
            "java.lang.Byte");

    private final Calls calls;
    private final boolean callable;
    private final ToIntFunction<ObjectReference> number;

    /**
     * @param stop of the thread that values are asked on
     * @param number gives a value that can be opened a number for it
     */
    Values(Target target, Stop stop, ToIntFunction<ObjectReference> number) {
        this.calls = new Calls(target, stop);
        this.callable = stop.callable();
        this.number = number;
    }

    /** The variables as DAP lists them. */
    JsonArray list(List<Named> variables) {
        JsonArray list = new JsonArray();
        Map<Integer, String> texts = texts(variables);
        for (int i = 0; i < variables.size(); i++) {
            Named variable = variables.get(i);
            Value value = variable.value();
            JsonObject entry = new JsonObject();
            entry.addProperty("name", variable.name());
            entry.addProperty("value", texts.getOrDefault(i, ""));
            entry.addProperty(
                    "type",
                    Types.shown(value == null ? variable.type() : value.type().name()));
            if (!variable.expression().isEmpty()) {
                entry.addProperty("evaluateName", variable.expression());
            }
            entry.addProperty("variablesReference", reference(value));
            list.add(entry);
        }
        return list;
    }

    /** What is inside a value: elements, or the values of a map under their keys, or fields. */
    List<Named> inside(ObjectReference value, String expression) {
        if (value instanceof ArrayReference array) {
            return elements(array, expression);
        }
        List<@Nullable Value> elements = callable ? calls.elements(value) : null;
        return elements == null ? fields(value) : pairs(elements);
    }

    /** The instance fields of an object. */
    static List<Named> fields(ObjectReference value) {
        List<Field> fields = value.referenceType().allFields().stream()
                .filter(field -> !field.isStatic() && !field.isSynthetic())
                .toList();
        Map<Field, Value> values = value.getValues(fields);
        return fields.stream()
                .map(field -> new Named(field.name(), values.get(field), field.typeName(), ""))
                .toList();
    }

    /** The number of a value that can be opened; 0 for any other. */
    private int reference(@Nullable Value value) {
        return value instanceof ObjectReference object
                        && !WHOLE.contains(object.referenceType().name())
                ? number.applyAsInt(object)
                : 0;
    }

    private static List<Named> elements(ArrayReference array, String expression) {
        List<Named> elements = new ArrayList<>();
        int length = array.length();
        List<Value> values = length == 0 ? List.of() : array.getValues(0, Math.min(length, MOST));
        String type = array.referenceType().name().replaceFirst("\\[\\]$", "");
        for (int i = 0; i < values.size(); i++) {
            String name = "[" + i + "]";
            elements.add(new Named(name, values.get(i), type, expression.isEmpty() ? "" : expression + name));
        }
        if (length > MOST) {
            elements.add(new Named("... " + (length - MOST) + " more", null, "", ""));
        }
        return elements;
    }

    private static List<Named> pairs(List<@Nullable Value> elements) {
        List<Named> pairs = new ArrayList<>();
        for (int i = 0; i + 1 < elements.size(); i += 2) {
            String name = elements.get(i) instanceof StringReference text ? text.value() : "";
            pairs.add(new Named(name, elements.get(i + 1), "", ""));
        }
        return pairs;
    }

    /** The line of each variable by its index; objects are all asked in one call. */
    private Map<Integer, String> texts(List<Named> variables) {
        Map<Integer, String> texts = new HashMap<>();
        List<Integer> asked = new ArrayList<>();
        List<Value> objects = new ArrayList<>();
        for (int i = 0; i < variables.size(); i++) {
            Value value = variables.get(i).value();
            if (value instanceof ObjectReference && !(value instanceof StringReference)) {
                asked.add(i);
                objects.add(value);
            } else {
                texts.put(i, variables.get(i).name().startsWith("... ") ? "" : plain(value));
            }
        }
        if (!asked.isEmpty()) {
            List<String> lines = callable ? said(objects) : List.of();
            for (int i = 0; i < asked.size(); i++) {
                texts.put(
                        asked.get(i),
                        i < lines.size() ? lines.get(i) : objects.get(i).toString());
            }
        }
        return texts;
    }

    private List<String> said(List<Value> objects) {
        try {
            return calls.lines(objects);
        } catch (Refusal broken) {
            return List.of();
        }
    }

    private static String plain(@Nullable Value value) {
        if (value instanceof StringReference text) {
            String all = text.value();
            String cut = all.length() > LONGEST ? all.substring(0, LONGEST) + "..." : all;
            return '"' + cut.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + '"';
        }
        if (value instanceof CharValue letter) {
            return "'" + letter.value() + "'";
        }
        return value instanceof PrimitiveValue ? value.toString() : "null";
    }
}
