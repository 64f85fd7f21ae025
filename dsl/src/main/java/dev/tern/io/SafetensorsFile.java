package dev.tern.io;

import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** What a safetensors file holds. */
public final class SafetensorsFile {

    private final Path file;
    private final long size;
    private final SortedMap<String, StoredTensor> tensors;
    private final SortedMap<String, String> metadata;
    private final boolean verified;

    SafetensorsFile(
            Path file, long size, Map<String, StoredTensor> tensors, Map<String, String> metadata, boolean verified) {
        this.verified = verified;
        this.file = file;
        this.size = size;
        this.tensors = Collections.unmodifiableSortedMap(new TreeMap<>(tensors));
        this.metadata = Collections.unmodifiableSortedMap(new TreeMap<>(metadata));
    }

    /** Where it was read from. */
    public Path file() {
        return file;
    }

    /** The size of the whole file in bytes. */
    public long size() {
        return size;
    }

    /** Every tensor by its name, sorted. */
    public SortedMap<String, StoredTensor> tensors() {
        return tensors;
    }

    /** The file's own words about itself, sorted; without the checksum, which was verified. */
    public SortedMap<String, String> metadata() {
        return metadata;
    }

    /** Whether it carries a checksum, which then was right. */
    public boolean isVerified() {
        return verified;
    }

    /**
     * One tensor.
     *
     * @throws IllegalArgumentException when there is none of this name
     */
    public StoredTensor tensor(String name) {
        StoredTensor found = tensors.get(name);
        if (found == null) {
            throw new IllegalArgumentException(file + " has no tensor \"" + name + "\". It has " + tensors.size() + ": "
                    + String.join(", ", tensors.keySet().stream().limit(8).toList())
                    + (tensors.size() > 8 ? ", ..." : "") + ".");
        }
        return found;
    }

    @Override
    public String toString() {
        return file.getFileName() + ": " + tensors.size() + " tensors, " + size + " bytes";
    }
}
