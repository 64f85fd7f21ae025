package dev.tern.golden;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tern.quant.ModelSize;
import dev.tern.quant.Packing;
import java.util.LinkedHashMap;
import java.util.Map;

/** packing_size.json: codes in bytes, and the arithmetic of a model's size. */
public final class PackingGolden {
    private PackingGolden() {}

    public static void check(GoldenCase c) {
        if (c.expects("bytes")) {
            size(c);
        } else {
            codes(c);
        }
    }

    private static void codes(GoldenCase c) {
        int[] wanted = c.ints("codes");
        byte[] codes = new byte[wanted.length];
        for (int i = 0; i < codes.length; i++) {
            codes[i] = (byte) wanted[i];
        }
        byte[] packed = Packing.pack(codes, 2);
        c.isExactly("packed_2bit", unsigned(packed));
        assertThat(Packing.unpack(packed, codes.length, 2)).isEqualTo(codes);
        byte[] base3 = Packing.packBase3(codes);
        c.isExactly("packed_5_per_byte", unsigned(base3));
        assertThat(Packing.unpackBase3(base3, codes.length)).isEqualTo(codes);
    }

    private static int[] unsigned(byte[] bytes) {
        int[] values = new int[bytes.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = bytes[i] & 0xFF;
        }
        return values;
    }

    private static void size(GoldenCase c) {
        ModelSize size = ModelSize.of(
                new ModelSize.Shape(
                        c.integer("vocab"),
                        c.integer("hidden"),
                        c.integer("layers"),
                        c.integer("ffn"),
                        c.integer("positions"),
                        c.integer("types")),
                c.integer("weight_bits"),
                c.integer("embedding_bits"));
        Map<String, Long> parameters = new LinkedHashMap<>();
        size.lines().forEach(line -> parameters.put(line.name(), line.parameters()));
        GoldenCase parts = c.part("parts");
        assertThat(parameters.keySet()).isEqualTo(parts.expectations());
        parameters.forEach((name, count) -> parts.isClose(name, 0, count));
        c.isClose("bytes", 0, size.bytes());
        c.isClose("MiB", GoldenCase.DOUBLE, size.mebibytes());
        c.isClose("ratio_to_fp32", GoldenCase.DOUBLE, size.timesSmaller());
    }
}
