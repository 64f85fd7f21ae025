package dev.tern.datasets.pretrained;

import dev.tern.datasets.DataException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The tensors and nodes of an ONNX file, read from protobuf's wire format: each field is a varint key (field number
 * times 8 plus wire type) and its value. Field numbers are those of onnx.proto3 (ModelProto, GraphProto, NodeProto,
 * TensorProto); every other field is skipped.
 *
 * @param tensors the initializers by name: fp32 numbers, and bytes as the numbers they stand for
 * @param nodes the operations, in the file's order
 */
record OnnxFile(Map<String, Weight> tensors, List<Node> nodes) {

    /** One operation: its name, its type, the names of what it reads. */
    record Node(String name, String operation, List<String> inputs) {}

    /** What the name of a quantized matrix ends with. */
    static final String QUANTIZED = "_quantized";

    private static final int FP32 = 1;
    private static final int UINT8 = 2;
    private static final int INT8 = 3;

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
        float[] whole = null;
        while (tensor.next()) {
            switch (tensor.field) {
                case 1 -> tensor.readDimensions(shape);
                case 2 -> type = tensor.number();
                case 4, 9 -> raw = tensor.bytes();
                case 5 -> whole = tensor.packedNumbers();
                case 8 -> name = tensor.text();
                default -> {}
            }
        }
        boolean isByte = type == UINT8 || type == INT8;
        if (raw == null && whole == null || type != FP32 && !isByte) {
            return;
        }
        // Few bytes may stand as whole numbers, one a varint; many always stand as they are.
        var values = raw == null
                ? Objects.requireNonNull(whole)
                : isByte ? codes(raw, type == INT8 ? 0xFFFFFFFF : 0xFF) : floats(raw);
        var dimensions = shape.stream().mapToInt(Integer::intValue).toArray();
        long expected = shape.stream().mapToLong(Integer::longValue).reduce(1, Math::multiplyExact);
        if (expected != values.length || shape.stream().anyMatch(size -> size < 1)) {
            throw new DataException("tensor " + name + " of shape " + shape + " has " + values.length + " values");
        }
        tensors.put(name, new Weight(dimensions, values));
    }

    private static float[] floats(ByteBuffer raw) {
        var values = new float[raw.remaining() / Float.BYTES];
        raw.asFloatBuffer().get(values);
        return values;
    }

    /** Bytes as numbers; the mask keeps the sign or takes it away. */
    private static float[] codes(ByteBuffer raw, int mask) {
        var values = new float[raw.remaining()];
        for (int i = 0; i < values.length; i++) {
            values[i] = raw.get() & mask;
        }
        return values;
    }

    /**
     * The matrix that was quantized: scale * (code - zero point), each for the matrix or a column, of NAME_quantized, NAME_scale and NAME_zero_point, as
     * ONNX Runtime's dynamic quantization names them; the fp32 tensor of that name if there is one; null if neither.
     */
    @Nullable
    Weight real(String name) {
        var codes = tensors.get(name + QUANTIZED);
        if (codes == null) {
            return tensors.get(name);
        }
        int columns = codes.shape().length == 0 ? 1 : codes.shape()[codes.shape().length - 1];
        var scales = numbers(name + "_scale", columns);
        var zeros = numbers(name + "_zero_point", columns);
        var values = new float[codes.values().length];
        for (int i = 0; i < values.length; i++) {
            values[i] = scales[i % scales.length] * (codes.values()[i] - zeros[i % zeros.length]);
        }
        return new Weight(codes.shape(), values);
    }

    /** One number for the whole matrix, or one for each of its columns, [in, out]. */
    private float[] numbers(String name, int columns) {
        var found = tensors.get(name);
        int count = found == null ? 0 : found.values().length;
        if (found == null || count != 1 && count != columns) {
            throw new DataException(
                    "There are " + count + " numbers " + name + " in this ONNX file where a quantized" + " matrix of "
                            + columns + " columns has 1 or " + columns + ". Delete the file and load it again.");
        }
        return found.values();
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

        /** Whole numbers of 32 bits, packed into one field. */
        float[] packedNumbers() {
            var numbers = new float[wireType == 2 ? end - in.position() : 0];
            int count = 0;
            while (wireType == 2 && in.position() < end) {
                numbers[count++] = (int) varint();
            }
            return Arrays.copyOf(numbers, count);
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
