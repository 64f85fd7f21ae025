package dev.tern.bench;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.io.IOException;
import java.io.InputStream;
import java.nio.LongBuffer;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** MiniLM with int8 weights in ONNX Runtime, as sentence-transformers publish it. */
final class OnnxRuntimeSide implements Runnable {
    private static final String MODEL = "all-minilm-l6-v2-q.onnx";

    private final OrtSession session;
    private final Map<String, OnnxTensor> inputs;

    private OnnxRuntimeSide(OrtSession session, Map<String, OnnxTensor> inputs) {
        this.session = session;
        this.inputs = inputs;
    }

    /** The model from the class path, or null if it or ONNX Runtime is not there. */
    static @Nullable OnnxRuntimeSide ifPresent(int batch, int time, int[] tokens, int threads) {
        try (InputStream model = OnnxRuntimeSide.class.getClassLoader().getResourceAsStream(MODEL)) {
            if (model == null) {
                return null;
            }
            OrtEnvironment environment = OrtEnvironment.getEnvironment();
            OrtSession.SessionOptions options = new OrtSession.SessionOptions();
            options.setIntraOpNumThreads(threads);
            options.setInterOpNumThreads(1);
            options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
            long[] ids = Arrays.stream(tokens).asLongStream().toArray();
            long[] ones = new long[ids.length];
            Arrays.fill(ones, 1);
            return new OnnxRuntimeSide(
                    environment.createSession(model.readAllBytes(), options),
                    Map.of(
                            "input_ids", tensor(environment, ids, batch, time),
                            "attention_mask", tensor(environment, ones, batch, time),
                            "token_type_ids", tensor(environment, new long[ids.length], batch, time)));
        } catch (NoClassDefFoundError e) {
            return null;
        } catch (OrtException | IOException e) {
            throw new IllegalStateException("ONNX Runtime does not take " + MODEL + ": " + e.getMessage(), e);
        }
    }

    private static OnnxTensor tensor(OrtEnvironment environment, long[] values, int batch, int time)
            throws OrtException {
        return OnnxTensor.createTensor(environment, LongBuffer.wrap(values), new long[] {batch, time});
    }

    @Override
    public void run() {
        try {
            session.run(inputs).close();
        } catch (OrtException e) {
            throw new IllegalStateException(e);
        }
    }
}
