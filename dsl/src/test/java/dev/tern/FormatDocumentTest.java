package dev.tern;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tern.quant.Bwn;
import dev.tern.quant.MinMaxWeights;
import dev.tern.quant.Packing;
import dev.tern.quant.WeightQuantizer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** FORMAT.md says what the files are: its own script reads them. */
class FormatDocumentTest {
    private static boolean hasNumpy;

    @TempDir
    Path folder;

    @BeforeAll
    static void look() throws InterruptedException {
        hasNumpy = run("-c", "import numpy") == 0;
    }

    private static String script() throws IOException {
        String document = Files.readString(Path.of("FORMAT.md"));
        int start = document.indexOf("```python\n") + "```python\n".length();
        return document.substring(start, document.indexOf("```", start));
    }

    static Stream<WeightQuantizer> formats() {
        return Stream.of(
                Dsl.TWN,
                Dsl.TWN.with(Dsl.perGroup(20)),
                Bwn.BWN,
                MinMaxWeights.of(Dsl.int2, Dsl.asymmetric),
                Dsl.int3.with(Dsl.asymmetric).with(Dsl.perGroup(12)),
                Dsl.int4.with(Dsl.symmetric).with(Dsl.perRow),
                MinMaxWeights.of(Dsl.int6),
                MinMaxWeights.of(Dsl.int8, Dsl.asymmetric));
    }

    @ParameterizedTest
    @MethodSource("formats")
    void theScriptReadsTheBitsOfAMatrix(WeightQuantizer weights) throws Exception {
        assumeTrue(hasNumpy, "no python3 with numpy");
        Model student =
                Dsl.model(Toy.teacher()).weights(weights).epochs(1).batch(16).fit(Toy.split("few", 32, 5));
        Path model = folder.resolve("model.safetensors");
        Path script = folder.resolve("read.py");
        student.save(model);
        Files.writeString(script, script());
        // The word table of TWN has a scale a row.
        for (String layer : weights == Dsl.TWN
                ? List.of("encoder.0.query", "embeddings.word")
                : List.of("encoder.1.feedForwardOut")) {
            Path matrix = folder.resolve("matrix.f32");
            assertThat(run(script.toString(), model.toString(), layer + ".weight", matrix.toString()))
                    .isZero();
            ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(matrix)).order(ByteOrder.LITTLE_ENDIAN);
            float[] read = new float[bytes.remaining() / 4];
            bytes.asFloatBuffer().get(read);
            assertThat(read)
                    .isEqualTo(student.network()
                            .quantization()
                            .codes(layer + ".weight")
                            .values())
                    .isEqualTo(Dsl.load(model).weights(layer).dup().data().asFloat());
        }
    }

    private static int run(String... arguments) throws InterruptedException {
        try {
            Process process = new ProcessBuilder(Stream.concat(Stream.of("python3"), Stream.of(arguments))
                            .toList())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            return process.exitValue();
        } catch (IOException e) {
            return -1;
        }
    }

    @Test
    void theScriptIsShortAndTheExampleIsRight() throws IOException {
        assertThat(script().lines()).hasSizeLessThanOrEqualTo(20);
        assertThat(script().lines()).allMatch(line -> line.length() <= 130);
        byte[] codes = {1, -1, 0, 1, 1};
        assertThat(Packing.packBase3(codes)).containsExactly((byte) 227);
        assertThat(Packing.pack(codes, 2)).containsExactly(0x4D, 0x01);
    }

    @Test
    void theSizesSumToTheFile() throws IOException {
        for (Model model : List.of(Toy.teacher(), Toy.student())) {
            Path file = folder.resolve("model.safetensors");
            model.save(file);
            assertThat((long) model.sizes().longColumn("bytes").sum()).isEqualTo(Files.size(file));
        }
    }
}
