package dev.tern.datasets.pretrained;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tern.datasets.DataException;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Small ONNX files written here byte by byte. */
class OnnxFileTest {

    /** A protobuf message being written. */
    private static final class Proto {
        private final ByteArrayOutputStream out = new ByteArrayOutputStream();

        private Proto varint(long value) {
            long rest = value;
            for (; (rest & ~0x7fL) != 0; rest >>>= 7) {
                out.write((int) (rest & 0x7f | 0x80));
            }
            out.write((int) rest);
            return this;
        }

        Proto number(int field, long value) {
            return varint(field * 8L).varint(value);
        }

        Proto bytes(int field, byte[] value) {
            varint(field * 8L + 2).varint(value.length);
            out.writeBytes(value);
            return this;
        }

        Proto text(int field, String value) {
            return bytes(field, value.getBytes(StandardCharsets.UTF_8));
        }

        byte[] done() {
            return out.toByteArray();
        }
    }

    private static byte[] floats(float... values) {
        var bytes = ByteBuffer.allocate(values.length * 4).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        return bytes.array();
    }

    private static byte[] model() {
        var byOne = new Proto().number(1, 2).number(1, 3).number(2, 1).text(8, "onnx::MatMul_9");
        byOne.bytes(9, floats(1, 2, 3, 4, 5, 6));
        var packed = new Proto().bytes(1, new byte[] {2}).number(2, 1).bytes(4, floats(7, 8));
        packed.text(8, "encoder.layer.0.output.dense.bias");
        var integers = new Proto().number(1, 1).number(2, 7).text(8, "shape").bytes(9, new byte[8]);
        var node = new Proto().text(1, "x").text(1, "onnx::MatMul_9").text(2, "y");
        node.text(3, "/encoder/layer.0/output/dense/MatMul").text(4, "MatMul");
        var graph = new Proto().bytes(1, node.done()).text(2, "main").bytes(5, byOne.done());
        graph.bytes(5, packed.done()).bytes(5, integers.done());
        return new Proto()
                .number(1, 8)
                .text(2, "exporter")
                .bytes(7, graph.done())
                .done();
    }

    @Test
    void readsTensorsAndNodesAndSkipsTheRest() {
        var onnx = OnnxFile.read(model(), "small.onnx");
        assertThat(onnx.tensors()).containsOnlyKeys("onnx::MatMul_9", "encoder.layer.0.output.dense.bias");
        assertThat(onnx.tensors().get("onnx::MatMul_9").shape()).containsExactly(2, 3);
        assertThat(onnx.tensors().get("encoder.layer.0.output.dense.bias").values())
                .containsExactly(7, 8);
        assertThat(onnx.nodes()).singleElement().satisfies(node -> {
            assertThat(node.operation()).isEqualTo("MatMul");
            assertThat(node.inputs()).containsExactly("x", "onnx::MatMul_9");
        });
    }

    @Test
    void namesAnAnonymousMatrixByItsNodeAndTurnsIt() {
        var weights = MiniLM.named(OnnxFile.read(model(), "small.onnx"));
        var matrix = weights.get("encoder.layer.0.output.dense.weight");
        assertThat(matrix.shape()).containsExactly(3, 2);
        assertThat(matrix.values()).containsExactly(1, 4, 2, 5, 3, 6);
        assertThat(weights).hasSize(2);
    }

    @Test
    void refusesEveryCutOfAFile() {
        var whole = model();
        int header = new Proto().number(1, 8).text(2, "exporter").done().length;
        for (int length = header + 1; length < whole.length; length++) {
            var cut = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> OnnxFile.read(cut, "small.onnx"))
                    .isInstanceOf(DataException.class)
                    .hasMessageContaining("small.onnx is no whole ONNX file");
        }
    }

    @Test
    void refusesATensorWhoseShapeAndValuesDisagree() {
        var tensor = new Proto().number(1, 3).number(2, 1).text(8, "w").bytes(9, floats(1, 2));
        var file =
                new Proto().bytes(7, new Proto().bytes(5, tensor.done()).done()).done();
        assertThatThrownBy(() -> OnnxFile.read(file, "small.onnx"))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("tensor w of shape [3] has 2 values");
    }

    private static byte[] quantized() {
        var codes = new Proto().number(1, 2).number(1, 2).number(2, 3).text(8, "m_quantized");
        codes.bytes(9, new byte[] {-2, 3, 0, -128});
        var scale = new Proto().number(1, 2).number(2, 1).text(8, "m_scale").bytes(4, floats(0.5f, 2));
        var minusOne = new Proto().varint(-1).varint(3).done();
        var zero = new Proto().number(1, 2).number(2, 3).text(8, "m_zero_point").bytes(5, minusOne);
        var node = new Proto().text(1, "x").text(1, "m_quantized").text(3, "/encoder/dense/MatMul_quant");
        var graph = new Proto().bytes(1, node.text(4, "MatMulInteger").done()).bytes(5, codes.done());
        graph.bytes(5, scale.done()).bytes(5, zero.done());
        return new Proto().bytes(7, graph.done()).done();
    }

    @Test
    void aQuantizedMatrixIsScaledColumnByColumn() {
        var weights = MiniLM.named(OnnxFile.read(quantized(), "small.onnx"));
        assertThat(weights).containsOnlyKeys("encoder.dense.weight");
        // [in, out] is 0.5 (-2 + 1), 2 (3 - 3); 0.5 (0 + 1), 2 (-128 - 3): turned to [out, in].
        assertThat(weights.get("encoder.dense.weight").values()).containsExactly(-0.5f, 0.5f, 0, -262);
    }

    /** {@code -Dtern.fuzz=100000} tries more. */
    @Test
    void aDamagedFileIsReadOrRefusedWithTheOneError() {
        var random = new Random(Long.getLong("tern.seed", 1L));
        for (var whole : List.of(model(), quantized())) {
            for (int round = 0; round < Integer.getInteger("tern.fuzz", 4000); round++) {
                var bytes = Arrays.copyOf(whole, random.nextInt(5) == 0 ? random.nextInt(whole.length) : whole.length);
                for (int i = random.nextInt(4); i >= 0 && bytes.length > 0; i--) {
                    bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
                }
                try {
                    MiniLM.named(OnnxFile.read(bytes, "small.onnx"));
                } catch (DataException e) {
                    assertThat(e).message().endsWith("load it again.");
                }
            }
        }
    }
}
