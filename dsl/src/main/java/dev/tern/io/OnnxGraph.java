package dev.tern.io;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * An ONNX model being built: operations of the standard operator set {@value #OPERATORS}, each named after its first
 * result. Field numbers are those of onnx.proto3.
 */
public final class OnnxGraph {
    private static final int IR_VERSION = 8;
    private static final int OPERATORS = 17;

    /** Element types, with their numbers in TensorProto. */
    public enum Type {
        FLOAT(1),
        UINT8(2),
        INT8(3),
        INT32(6),
        INT64(7);

        private final int number;

        Type(int number) {
            this.number = number;
        }
    }

    /** An attribute of an operation. */
    public static final class Attribute {
        private static final int FLOAT_KIND = 1;
        private static final int INT_KIND = 2;
        private static final int INTS_KIND = 7;

        private final Protobuf message;

        private Attribute(String name, int kind) {
            message = new Protobuf().text(1, name).number(20, kind);
        }

        public static Attribute of(String name, long value) {
            Attribute result = new Attribute(name, INT_KIND);
            result.message.number(3, value);
            return result;
        }

        public static Attribute of(String name, float value) {
            Attribute result = new Attribute(name, FLOAT_KIND);
            result.message.real(2, value);
            return result;
        }

        public static Attribute of(String name, List<Integer> values) {
            Attribute result = new Attribute(name, INTS_KIND);
            values.forEach(value -> result.message.number(8, value));
            return result;
        }
    }

    private final Protobuf graph = new Protobuf();
    private final Protobuf operations = new Protobuf();
    private final Map<String, Integer> names = new HashMap<>();

    /** @param name of the graph */
    public OnnxGraph(String name) {
        graph.text(2, name);
    }

    /**
     * What the model reads.
     *
     * @param sizes of the dimensions: numbers, or names for those that differ from call to call
     */
    public String input(String name, Type type, Object... sizes) {
        graph.message(11, value(name, type, sizes));
        return unique(name);
    }

    /** What the model gives: the result of an operation, under this name. */
    public void output(String name, String result, Type type, Object... sizes) {
        operations.message(
                1,
                new Protobuf()
                        .text(1, result)
                        .text(2, unique(name))
                        .text(3, name)
                        .text(4, "Identity"));
        graph.message(12, value(name, type, sizes));
    }

    private static Protobuf value(String name, Type type, Object... sizes) {
        Protobuf shape = new Protobuf();
        for (Object size : sizes) {
            Protobuf dimension = new Protobuf();
            shape.message(
                    1,
                    size instanceof Integer number ? dimension.number(1, number) : dimension.text(2, size.toString()));
        }
        Protobuf tensor = new Protobuf().number(1, type.number).message(2, shape);
        return new Protobuf().text(1, name).message(2, new Protobuf().message(1, tensor));
    }

    /** An operation; its one result has this name, numbered if there is one already. */
    public String apply(String name, String operation, List<String> inputs, Attribute... attributes) {
        String result = unique(name);
        Protobuf node = new Protobuf();
        inputs.forEach(input -> node.text(1, input));
        node.text(2, result).text(3, result).text(4, operation);
        for (Attribute attribute : attributes) {
            node.message(5, attribute.message);
        }
        operations.message(1, node);
        return result;
    }

    public String floats(String name, float[] values, int... shape) {
        ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        return tensor(name, Type.FLOAT, bytes.array(), shape);
    }

    public String ints(String name, int[] values, int... shape) {
        ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asIntBuffer().put(values);
        return tensor(name, Type.INT32, bytes.array(), shape);
    }

    public String longs(String name, long[] values, int... shape) {
        ByteBuffer bytes = ByteBuffer.allocate(8 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asLongBuffer().put(values);
        return tensor(name, Type.INT64, bytes.array(), shape);
    }

    /** Signed or unsigned bytes. */
    public String bytes(String name, Type type, byte[] values, int... shape) {
        return tensor(name, type, values, shape);
    }

    private String tensor(String name, Type type, byte[] values, int... shape) {
        String result = unique(name);
        Protobuf tensor = new Protobuf();
        for (int size : shape) {
            tensor.number(1, size);
        }
        graph.message(5, tensor.number(2, type.number).text(8, result).bytes(9, values));
        return result;
    }

    private String unique(String name) {
        int before = names.merge(name, 1, Integer::sum);
        return before == 1 ? name : name + "_" + before;
    }

    /**
     * Writes the model, whole or not at all. The graph cannot be added to afterwards.
     *
     * @param metadata what the model says about itself
     */
    public void write(Path file, Map<String, String> metadata) {
        Protobuf model = new Protobuf()
                .number(1, IR_VERSION)
                .text(2, "Tern")
                .message(8, new Protobuf().text(1, "").number(2, OPERATORS));
        metadata.forEach(
                (key, value) -> model.message(14, new Protobuf().text(1, key).text(2, value)));
        model.message(7, graph.and(operations));
        AtomicFile.write(file, model::writeTo);
    }
}
