package dev.tern.stored;

import dev.tern.io.CorruptFileException;
import dev.tern.io.DType;
import dev.tern.io.Safetensors;
import dev.tern.io.SafetensorsFile;
import dev.tern.io.StoredTensor;
import java.nio.file.Path;
import java.util.List;

/**
 * A model's file while it is read: whatever is not as a model needs it becomes the one error for broken files.
 *
 * @param file a well-formed safetensors file
 */
public record StoredFile(SafetensorsFile file) {
    private static final String REMEDY = "Save the model again with model.save(...).";

    /** The key of the format's version in the metadata. */
    public static final String FORMAT = "tern.format";

    /** The version that is written. */
    public static final String VERSION = "3";

    private static final List<String> READABLE = List.of("2", VERSION);

    /**
     * Reads a file that {@code model.save(...)} wrote, and all of it.
     *
     * @throws java.io.UncheckedIOException if it cannot be read
     * @throws CorruptFileException if it is no safetensors file or a broken one
     * @throws IllegalArgumentException if something else wrote it
     */
    public static StoredFile read(Path path) {
        StoredFile file = new StoredFile(Safetensors.read(path));
        if (!READABLE.contains(file.word(FORMAT))) {
            throw new IllegalArgumentException(path + " is a safetensors file, but not one that Tern wrote in format "
                    + String.join(" or ", READABLE) + ": load(...) reads what model.save(...) writes.");
        }
        if (!file.file.isVerified()) {
            throw file.corrupt("it has lost its checksum (metadata " + Safetensors.CHECKSUM + ")");
        }
        return file;
    }

    /** Whether there is a tensor of this name. */
    public boolean has(String name) {
        return file.tensors().containsKey(name);
    }

    /** A value of the metadata; empty if it is not there. */
    public String word(String key) {
        return file.metadata().getOrDefault(key, "");
    }

    /** The fp32 numbers of a tensor, none of which is NaN. */
    public float[] floats(String name, int count) {
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
    public float[] finite(String name, int count) {
        float[] values = floats(name, count);
        for (float value : values) {
            if (Float.isInfinite(value)) {
                throw corrupt("the tensor " + name + " holds an infinite number");
            }
        }
        return values;
    }

    /** The bytes of a tensor of this type. */
    public byte[] bytes(String name, DType type) {
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

    /** The one error for broken files, naming this one. */
    public CorruptFileException corrupt(String problem) {
        return new CorruptFileException(file.file(), problem, 0, REMEDY);
    }
}
