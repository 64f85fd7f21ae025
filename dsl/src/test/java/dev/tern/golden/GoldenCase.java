package dev.tern.golden;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.tern.tensor.Tensor;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** One case of a golden file; it remembers which expectations were looked at. */
public final class GoldenCase {
    /** Absolute and relative tolerance of what was computed in fp32. */
    static final double FLOAT = 1e-5;
    /** Absolute and relative tolerance of what was computed in double. */
    static final double DOUBLE = 1e-10;

    private final String name;
    private final JsonObject params;
    private final JsonObject inputs;
    private final JsonObject expected;
    private final Set<String> unchecked = new TreeSet<>();

    public GoldenCase(JsonObject json) {
        name = json.get("name").getAsString();
        params = json.getAsJsonObject("params");
        inputs = json.getAsJsonObject("inputs");
        expected = json.getAsJsonObject("expected");
        unchecked.addAll(expected.keySet());
    }

    private GoldenCase(String name, JsonObject params, JsonObject inputs, JsonObject expected) {
        this.name = name;
        this.params = params;
        this.inputs = inputs;
        this.expected = expected;
        unchecked.addAll(expected.keySet());
    }

    public String name() {
        return name;
    }

    /** Fails if an expectation of this case was not looked at: a case half checked is not checked. */
    public void requireAllChecked() {
        assertThat(unchecked).as("expectations of %s nobody checked", name).isEmpty();
    }

    /** Says that an expectation belongs to something Tern does not have yet. */
    void leaveOut(String key) {
        unchecked.remove(key);
    }

    boolean expects(String key) {
        return expected.has(key);
    }

    Set<String> expectations() {
        return expected.keySet();
    }

    /** The expectations under a key, as a case of their own with the same inputs. */
    GoldenCase part(String key) {
        unchecked.remove(key);
        return new GoldenCase(name + "." + key, params, inputs, expected.getAsJsonObject(key));
    }

    String text(String key) {
        return params.has(key) ? params.get(key).getAsString() : "";
    }

    boolean flag(String key) {
        return params.get(key).getAsBoolean();
    }

    int integer(String key) {
        return (params.has(key) ? params : inputs).get(key).getAsInt();
    }

    boolean has(String key) {
        return params.has(key) || inputs.has(key);
    }

    double number(String key) {
        return number((params.has(key) ? params : inputs).get(key));
    }

    private static double number(JsonElement element) {
        return Double.parseDouble(element.getAsString());
    }

    int[] shape(String input) {
        JsonArray shape = inputs.getAsJsonObject(input).getAsJsonArray("shape");
        int[] sizes = new int[shape.size()];
        for (int i = 0; i < sizes.length; i++) {
            sizes[i] = shape.get(i).getAsInt();
        }
        return sizes;
    }

    /** The length of an input's last axis. */
    int lastAxis(String input) {
        int[] shape = shape(input);
        return shape[shape.length - 1];
    }

    double[] doubles(String input) {
        return data(inputs.get(input));
    }

    float[] floats(String input) {
        double[] data = doubles(input);
        float[] values = new float[data.length];
        for (int i = 0; i < data.length; i++) {
            values[i] = (float) data[i];
        }
        return values;
    }

    /** Whole numbers too large for a double, which the file holds as text. */
    long[] longs(String input) {
        return inputs.getAsJsonArray(input).asList().stream()
                .mapToLong(each -> Long.parseLong(each.getAsString()))
                .toArray();
    }

    int[] ints(String input) {
        return integers(doubles(input));
    }

    /** An input as a matrix whose columns are its last axis. */
    Tensor matrix(String input) {
        float[] values = floats(input);
        int columns = lastAxis(input);
        return Tensor.of(values, values.length / columns, columns);
    }

    int[] expectedInts(String key) {
        unchecked.remove(key);
        return integers(data(expected.get(key)));
    }

    double[] expectedNumbers(String key) {
        unchecked.remove(key);
        return data(expected.get(key));
    }

    void isExactly(String key, int... actual) {
        assertThat(actual).as("%s.%s", name, key).isEqualTo(expectedInts(key));
    }

    void isText(String key, List<String> actual) {
        unchecked.remove(key);
        JsonElement wanted = expected.get(key);
        assertThat(actual)
                .as("%s.%s", name, key)
                .isEqualTo(wanted.getAsJsonArray().asList().stream()
                        .map(JsonElement::getAsString)
                        .toList());
    }

    int[] paramInts(String key) {
        return params.getAsJsonArray(key).asList().stream()
                .mapToInt(JsonElement::getAsInt)
                .toArray();
    }

    /** Compares with an absolute tolerance plus a relative one of the same size. */
    void isClose(String key, double tolerance, double... actual) {
        double[] wanted = expectedNumbers(key);
        assertThat(actual).as("%s.%s: how many", name, key).hasSize(wanted.length);
        for (int i = 0; i < wanted.length; i++) {
            assertThat(Math.abs(actual[i] - wanted[i]))
                    .as("%s.%s[%d]: %s for %s", name, key, i, actual[i], wanted[i])
                    .isLessThanOrEqualTo(tolerance + tolerance * Math.abs(wanted[i]));
        }
    }

    void isClose(String key, double tolerance, float[] actual) {
        isClose(key, tolerance, widen(actual));
    }

    static double[] widen(float[] values) {
        double[] wide = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            wide[i] = values[i];
        }
        return wide;
    }

    private static double[] data(JsonElement element) {
        if (!element.isJsonObject()) {
            return new double[] {number(element)};
        }
        JsonArray data = element.getAsJsonObject().getAsJsonArray("data");
        double[] values = new double[data.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = number(data.get(i));
        }
        return values;
    }

    private static int[] integers(double[] values) {
        int[] integers = new int[values.length];
        for (int i = 0; i < values.length; i++) {
            integers[i] = (int) values[i];
            assertThat((double) integers[i]).as("an integer").isEqualTo(values[i]);
        }
        return integers;
    }
}
