package dev.tern.quant;

/**
 * A weight quantizer whose codes are -1 and 1: what {@code binarize(...)} accepts. The sign of 0 is 1, so there is no
 * code for zero. What follows for a group that is all zeros:
 *
 * <ul>
 *   <li>with a scale a row its scale is 0, and so are its values;
 *   <li>a matrix with one scale is made of codes, whose scale must be above 0: it becomes {@link #SCALE_OF_ZEROS}
 *       throughout. Smaller would be nearer to zero, but a bias is rounded to multiples of the product's scale and
 *       those must stay below 2^24.
 * </ul>
 */
public interface Binarizer extends WeightQuantizer {
    /** The scale of a matrix that is all zeros and has one scale. */
    float SCALE_OF_ZEROS = 0x1p-16f;

    @Override
    Binarizer with(Granularity granularity);

    @Override
    default int bits() {
        return 1;
    }
}
