package dev.tern.integer;

import dev.tern.nn.Network;
import dev.tern.quant.Codes;
import dev.tern.stored.StoredMatrix;

/** A network in memory. */
record TrainedNetwork(Network network) implements Trained {
    @Override
    public boolean has(String layer) {
        return network.layers().contains(layer);
    }

    @Override
    public StoredMatrix matrix(String layer, int rows, int columns) {
        return matrix(IntegerDense.integers(layer, network.quantization().codes(layer + ".weight")));
    }

    static StoredMatrix matrix(Codes codes) {
        return new StoredMatrix(
                codes.codes(),
                codes.scales(),
                codes.zeroPoints(),
                codes.granularity().toString(),
                codes.rows(),
                codes.columns(),
                codes.bits());
    }

    @Override
    public float[] numbers(String parameter, int count) {
        return network.parameter(parameter).value().toFloats();
    }

    @Override
    public PlaceGrid place(String name) {
        return new Place(name, network.quantization().activation(name)).grid();
    }
}
