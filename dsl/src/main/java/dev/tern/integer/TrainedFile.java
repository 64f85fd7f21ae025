package dev.tern.integer;

import dev.tern.quant.StoredGrid;
import dev.tern.stored.StoredFile;
import dev.tern.stored.StoredMatrix;
import dev.tern.stored.StoredRange;
import java.util.List;

/** A network in its file. */
record TrainedFile(StoredFile file) implements Trained {
    @Override
    public boolean has(String layer) {
        return file.has(layer + ".weight.codes");
    }

    @Override
    public StoredMatrix matrix(String layer, int rows, int columns) {
        StoredMatrix found = StoredMatrix.read(file, layer + ".weight", rows, columns);
        if (found == null) {
            throw file.corrupt("its arithmetic is that of integers, but " + layer + " has no codes");
        }
        if (!found.hasScaleOfRows()) {
            throw file.corrupt(
                    "the scales of " + layer + ", " + found.granularity() + ", are neither one nor one a row");
        }
        return found;
    }

    @Override
    public float[] numbers(String parameter, int count) {
        return file.finite(parameter, count);
    }

    @Override
    public PlaceGrid place(String name) {
        StoredRange stored = StoredRange.read(file, List.of(name)).get(name);
        if (stored == null) {
            throw file.corrupt("its arithmetic is that of integers, but the activations at " + name + " have no range");
        }
        try {
            stored.requireFinite();
            return new PlaceGrid(StoredGrid.of(stored.scheme(), stored.low(), stored.high(), stored.bits()));
        } catch (IllegalArgumentException e) {
            throw file.corrupt("the activations at " + name + " are of no known format: " + e.getMessage());
        }
    }
}
