package dev.tern.datasets.pretrained;

import dev.tern.datasets.DataException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The tensors and nodes of an ONNX file, read from protobuf's wire format: each field is a varint key (field number
 * times 8 plus wire type) and its value. Field numbers are those of onnx.proto3 (ModelProto, GraphProto, NodeProto,
 * TensorProto); every other field is skipped.
 *
 * @param tensors the fp32 initializers by name
 * @param nodes the operations, in the file's order
 */
record OnnxFile(Map<String, Weight> tensors, List<Node> nodes) {

    /** One operation: its name, its type, the names of what it reads. */
    record Node(String name, String operation, List<String> inputs) {}

    private static final int FP32 = 1;

    static OnnxFile read(byte[] bytes, String file) {
        try {
            var found = new OnnxFile(new HashMap<>(), new ArrayList<>());
            var model = new Message(ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN));
            while (model.next()) {
                if (model.field == 7) {
                    found.readGraph(model.message());
                }
            }
            return found;
        } catch (RuntimeException e) {
            throw new DataException(
                    file + " is no whole ONNX file (" + bytes.length + " bytes): " + e.getMessage()
                            + ". Delete the file and load it again.",
                    e);
        }
    }

    private void readGraph(Message graph) {
        while (graph.next()) {
            if (graph.field == 1) {
                nodes.add(node(graph.message()));
            } else if (graph.field == 5) {
                readTensor(graph.message());
            }
        }
    }

    private static Node node(Message node) {
        var inputs = new ArrayList<String>();
        var name = "";
        var operation = "";
        while (node.next()) {
            switch (node.field) {
                case 1 -> inputs.add(node.text());
                case 3 -> name = node.text();
                case 4 -> operation = node.text();
                default -> {}
            }
        }
        return new Node(name, operation, inputs);
    }

    private void readTensor(Message tensor) {
        var shape = new ArrayList<Integer>();
        long type = 0;
        var name = "";
        ByteBuffer raw = null;
        while (tensor.next()) {
            switch (tensor.field) {
                case 1 -> tensor.readDimensions(shape);
                case 2 -> type = tensor.number();
                case 4, 9 -> raw = tensor.bytes();
                case 8 -> name = tensor.text();
                default -> {}
            }
        }
        if (type != FP32 || raw == null) {
            return;
        }
        var values = new float[raw.remaining() / Float.BYTES];
        raw.asFloatBuffer().get(values);
        var dimensions = shape.stream().mapToInt(Integer::intValue).toArray();
        long expected = shape.stream().mapToLong(Integer::longValue).reduce(1, (a, b) -> a * b);
        if (expected != values.length) {
            throw new DataException("tensor " + name + " of shape " + shape + " has " + values.length + " values");
        }
        tensors.put(name, new Weight(dimensions, values));
    }

    /** Walks the fields of one message; after next(), exactly one read or none, then next() again. */
    private static final class Message {

        private final ByteBuffer in;
        private int field;
        private int wireType;
        private long value; // a varint's value, or the length of what follows
        private int end; // where the next field begins

        Message(ByteBuffer in) {
            this.in = in;
            this.end = in.position();
        }

        boolean next() {
            in.position(end);
            if (!in.hasRemaining()) {
                return false;
            }
            long key = varint();
            field = (int) (key >>> 3);
            wireType = (int) (key & 7);
            value = wireType == 0 || wireType == 2 ? varint() : 0;
            long length = switch (wireType) {
                case 0 -> 0;
                case 1 -> 8;
                case 2 -> value;
                case 5 -> 4;
                default -> throw new DataException("wire type " + wireType + " at byte " + in.position());
            };
            if (length < 0 || length > in.remaining()) {
                throw new DataException("a field of " + length + " bytes where " + in.remaining() + " are left");
            }
            end = in.position() + (int) length;
            return true;
        }

        private long varint() {
            long result = 0;
            for (int shift = 0; shift < 64; shift += 7) {
                byte b = in.get();
                result |= (long) (b & 0x7f) << shift;
                if (b >= 0) {
                    return result;
                }
            }
            throw new DataException("a number without end at byte " + in.position());
        }

        long number() {
            return value;
        }

        ByteBuffer bytes() {
            return in.slice(in.position(), end - in.position()).order(ByteOrder.LITTLE_ENDIAN);
        }

        Message message() {
            return new Message(bytes());
        }

        String text() {
            return StandardCharsets.UTF_8.decode(bytes()).toString();
        }

        /** Packed into one field, or one field each. */
        void readDimensions(List<Integer> shape) {
            if (wireType == 0) {
                shape.add(Math.toIntExact(value));
            }
            while (wireType == 2 && in.position() < end) {
                shape.add(Math.toIntExact(varint()));
            }
        }
    }
}
