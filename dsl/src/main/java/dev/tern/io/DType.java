package dev.tern.io;

/**
 * An element type by its name in the safetensors format.
 *
 * @param name as in the file, such as "F32"
 * @param bits the size of one element; 0 for a type this package has no name for, whose bytes are then kept as they are
 */
public record DType(String name, int bits) {

    public static final DType BOOL = new DType("BOOL", 8);
    public static final DType U8 = new DType("U8", 8);
    public static final DType I8 = new DType("I8", 8);
    public static final DType F8_E5M2 = new DType("F8_E5M2", 8);
    public static final DType F8_E4M3 = new DType("F8_E4M3", 8);
    public static final DType I16 = new DType("I16", 16);
    public static final DType U16 = new DType("U16", 16);
    public static final DType F16 = new DType("F16", 16);
    public static final DType BF16 = new DType("BF16", 16);
    public static final DType I32 = new DType("I32", 32);
    public static final DType U32 = new DType("U32", 32);
    public static final DType F32 = new DType("F32", 32);
    public static final DType F64 = new DType("F64", 64);
    public static final DType I64 = new DType("I64", 64);
    public static final DType U64 = new DType("U64", 64);

    private static final DType[] KNOWN = {
        BOOL, U8, I8, F8_E5M2, F8_E4M3, I16, U16, F16, BF16, I32, U32, F32, F64, I64, U64
    };

    /** The type of this name; one of {@code bits} 0 when the name is not known here. */
    public static DType named(String name) {
        for (DType known : KNOWN) {
            if (known.name.equals(name)) {
                return known;
            }
        }
        return new DType(name, 0);
    }

    /** Whether the size of an element is known, so that shape and bytes can be checked against each other. */
    public boolean isKnown() {
        return bits > 0;
    }

    @Override
    public String toString() {
        return name;
    }
}
