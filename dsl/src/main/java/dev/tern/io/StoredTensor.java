package dev.tern.io;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/**
 * An array as it lies in a file: element type, shape and bytes, row-major and little-endian.
 *
 * <p>Immutable as long as nobody writes to the memory it was made from.
 */
public final class StoredTensor {

    private final DType type;
    private final List<Long> shape;
    private final ByteBuffer bytes;

    private StoredTensor(DType type, List<Long> shape, ByteBuffer bytes) {
        this.type = type;
        this.shape = shape;
        this.bytes = bytes.slice().order(ByteOrder.LITTLE_ENDIAN);
    }

    /**
     * An array over the bytes between position and limit.
     *
     * @param shape sizes of the dimensions, none negative; no size at all for a single number
     * @throws IllegalArgumentException when the number of bytes is not what type and shape ask for
     */
    public static StoredTensor of(DType type, ByteBuffer bytes, long... shape) {
        List<Long> sizes = LongStream.of(shape).boxed().toList();
        if (type.isKnown() && byteSize(type, sizes) != bytes.remaining()) {
            throw new IllegalArgumentException("A tensor of type " + type + " and shape " + sizes + " has "
                    + byteSize(type, sizes) + " bytes, but " + bytes.remaining() + " were given.");
        }
        return new StoredTensor(type, sizes, bytes);
    }

    /** An array of type F32. */
    public static StoredTensor of(float[] values, long... shape) {
        ByteBuffer bytes =
                ByteBuffer.allocate(Math.multiplyExact(4, values.length)).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        return of(DType.F32, bytes, shape);
    }

    /** An array of type I32. */
    public static StoredTensor of(int[] values, long... shape) {
        ByteBuffer bytes =
                ByteBuffer.allocate(Math.multiplyExact(4, values.length)).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asIntBuffer().put(values);
        return of(DType.I32, bytes, shape);
    }

    /** An array of type I64. */
    public static StoredTensor of(long[] values, long... shape) {
        ByteBuffer bytes =
                ByteBuffer.allocate(Math.multiplyExact(8, values.length)).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asLongBuffer().put(values);
        return of(DType.I64, bytes, shape);
    }

    /** An array of type I8. */
    public static StoredTensor ofSigned(byte[] values, long... shape) {
        return of(DType.I8, ByteBuffer.wrap(values), shape);
    }

    /** An array of type U8, such as packed codes. */
    public static StoredTensor ofUnsigned(byte[] values, long... shape) {
        return of(DType.U8, ByteBuffer.wrap(values), shape);
    }

    /** The bytes an array takes; -1 when the number is larger than a long. */
    static long byteSize(DType type, List<Long> shape) {
        try {
            long elements = 1;
            for (long size : shape) {
                if (size < 0) {
                    throw new IllegalArgumentException("A shape has no negative size, but here is " + shape + ".");
                }
                elements = Math.multiplyExact(elements, size);
            }
            return Math.multiplyExact(elements, type.bits()) / 8;
        } catch (ArithmeticException e) {
            return -1;
        }
    }

    /** The element type. */
    public DType type() {
        return type;
    }

    /** Sizes of the dimensions, outermost first; empty for a single number. */
    public List<Long> shape() {
        return shape;
    }

    /** The bytes, read-only and little-endian, from position 0 to their end. */
    public ByteBuffer bytes() {
        return bytes.asReadOnlyBuffer().order(ByteOrder.LITTLE_ENDIAN);
    }

    /** The bytes as an own array. */
    public byte[] toBytes() {
        byte[] values = new byte[bytes.remaining()];
        bytes.duplicate().get(values);
        return values;
    }

    /** The values of an F32, F16 or BF16 array, widened to float without loss. */
    public float[] toFloats() {
        if (type.equals(DType.F32)) {
            float[] values = new float[bytes.remaining() / 4];
            bytes.asFloatBuffer().get(values);
            return values;
        }
        if (!type.equals(DType.F16) && !type.equals(DType.BF16)) {
            throw wrongType("F32, F16 or BF16", "floats");
        }
        float[] values = new float[bytes.remaining() / 2];
        for (int i = 0; i < values.length; i++) {
            short half = bytes.getShort(2 * i);
            values[i] = type.equals(DType.F16) ? HalfFloat.toFloat(half) : Float.intBitsToFloat(half << 16);
        }
        return values;
    }

    /** The values of an I32 array. */
    public int[] toInts() {
        if (!type.equals(DType.I32)) {
            throw wrongType("I32", "ints");
        }
        int[] values = new int[bytes.remaining() / 4];
        bytes.asIntBuffer().get(values);
        return values;
    }

    /** The values of an I64 array. */
    public long[] toLongs() {
        if (!type.equals(DType.I64)) {
            throw wrongType("I64", "longs");
        }
        long[] values = new long[bytes.remaining() / 8];
        bytes.asLongBuffer().get(values);
        return values;
    }

    private IllegalStateException wrongType(String wanted, String as) {
        return new IllegalStateException("This tensor is of type " + type + "; only " + wanted + " can be read as " + as
                + ". Use bytes() and read them yourself.");
    }

    /** Such as {@code F32 [384, 384], 589824 bytes}. */
    @Override
    public String toString() {
        String sizes = shape.stream().map(String::valueOf).collect(Collectors.joining(", ", "[", "]"));
        return type + " " + sizes + ", " + bytes.remaining() + " bytes";
    }
}
