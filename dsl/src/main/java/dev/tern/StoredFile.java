package dev.tern;

import dev.tern.io.CorruptFileException;
import dev.tern.io.DType;
import dev.tern.io.Safetensors;
import dev.tern.io.SafetensorsFile;
import dev.tern.io.StoredTensor;
import java.nio.file.Path;

/**
 * A model's file while it is read: whatever is not as a model needs it becomes the one error for broken files.
 *
 * @param file a well-formed safetensors file
 */
record StoredFile(SafetensorsFile file) {
    private static final String REMEDY = "Save the model again with model.save(...).";

    static StoredFile read(Path path) {
        return new StoredFile(Safetensors.read(path));
    }

    boolean has(String name) {
        return file.tensors().containsKey(name);
    }

    /** A value of the metadata; empty if it is not there. */
    String word(String key) {
        return file.metadata().getOrDefault(key, "");
    }

    /** The fp32 numbers of a tensor, none of which is NaN. */
    float[] floats(String name, int count) {
        StoredTensor found = tensor(name, DType.F32);
        float[] values = found.toFloats();
        if (values.length != count) {
            throw corrupt("the tensor " + name + " holds " + values.length + " numbers where " + count + " belong");
        }
        for (float value : values) {
            if (Float.isNaN(value)) {
                throw corrupt("the tensor " + name + " holds NaN, which is no number");
            }
        }
        return values;
    }

    /** As {@link #floats}, and none infinite. */
    float[] finite(String name, int count) {
        float[] values = floats(name, count);
        for (float value : values) {
            if (Float.isInfinite(value)) {
                throw corrupt("the tensor " + name + " holds an infinite number");
            }
        }
        return values;
    }

    byte[] bytes(String name, DType type) {
        return tensor(name, type).toBytes();
    }

    private StoredTensor tensor(String name, DType type) {
        StoredTensor found = file.tensors().get(name);
        if (found == null) {
            throw corrupt("the tensor " + name + " is missing");
        }
        if (!found.type().equals(type)) {
            throw corrupt("the tensor " + name + " is of type " + found.type() + ", not " + type);
        }
        return found;
    }

    CorruptFileException corrupt(String problem) {
        return new CorruptFileException(file.file(), problem, 0, REMEDY);
    }
}
