package dev.tern.quant;

/** A weight quantizer whose codes are -1, 0 and 1: what {@code ternarize(...)} accepts. */
public interface Ternarizer extends WeightQuantizer {
    @Override
    Ternarizer with(Granularity granularity);

    @Override
    default int bits() {
        return 2;
    }
}
