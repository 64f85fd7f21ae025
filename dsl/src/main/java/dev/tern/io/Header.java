package dev.tern.io;

import java.util.List;
import java.util.SortedMap;

/**
 * A header as it stands in a file: well-formed, but not yet checked against the data.
 *
 * @param entries the tensors, each name once
 * @param metadata the file's words about itself; may be changed by its reader
 */
record Header(List<Entry> entries, SortedMap<String, String> metadata) {

    /**
     * One tensor.
     *
     * @param from where its bytes start, counted from the start of the data
     * @param to where they end
     */
    record Entry(String name, DType type, List<Long> shape, long from, long to) {}
}
