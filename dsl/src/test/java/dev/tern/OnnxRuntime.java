package dev.tern;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.tern.nn.Batch;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** A model that ONNX Runtime runs on one thread. */
final class OnnxRuntime implements AutoCloseable {
    private static final OrtEnvironment ENVIRONMENT = OrtEnvironment.getEnvironment();

    private final OrtSession session;

    OnnxRuntime(Path file, OrtSession.SessionOptions.OptLevel level) throws OrtException {
        OrtSession.SessionOptions options = new OrtSession.SessionOptions();
        options.setIntraOpNumThreads(1);
        options.setInterOpNumThreads(1);
        options.setOptimizationLevel(level);
        session = ENVIRONMENT.createSession(file.toString(), options);
    }

    /** Logits of a batch; its rows may have features or tokens. */
    float[][] logits(Batch batch) throws OrtException {
        return (float[][]) first(batch);
    }

    /** Hidden states of an encoder, [batch][time][width]. */
    float[][][] hidden(Batch batch) throws OrtException {
        return (float[][][]) first(batch);
    }

    private Object first(Batch batch) throws OrtException {
        Map<String, OnnxTensor> inputs = new LinkedHashMap<>();
        try {
            if (batch.sequences() == null) {
                long[] shape = {batch.size(), batch.features().length / batch.size()};
                inputs.put("features", OnnxTensor.createTensor(ENVIRONMENT, FloatBuffer.wrap(batch.features()), shape));
            } else {
                int time = batch.layout().time();
                long[] shape = {batch.size(), time};
                long[] mask = new long[batch.tokens().length];
                for (int row = 0; row < batch.size(); row++) {
                    int length = batch.layout().lengths()[row];
                    Arrays.fill(mask, row * time, row * time + length, 1);
                }
                inputs.put(
                        "input_ids",
                        longs(Arrays.stream(batch.tokens()).asLongStream().toArray(), shape));
                inputs.put(
                        "token_type_ids",
                        longs(Arrays.stream(batch.types()).asLongStream().toArray(), shape));
                inputs.put("attention_mask", longs(mask, shape));
            }
            try (OrtSession.Result result = session.run(inputs)) {
                return result.get(0).getValue();
            }
        } finally {
            inputs.values().forEach(OnnxTensor::close);
        }
    }

    private static OnnxTensor longs(long[] values, long[] shape) throws OrtException {
        return OnnxTensor.createTensor(ENVIRONMENT, LongBuffer.wrap(values), shape);
    }

    @Override
    public void close() throws OrtException {
        session.close();
    }
}
