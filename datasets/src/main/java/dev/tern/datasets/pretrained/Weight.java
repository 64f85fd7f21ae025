package dev.tern.datasets.pretrained;

/**
 * One tensor of a checkpoint, row-major. A linear layer's matrix is [out, in].
 *
 * @param shape its dimensions
 * @param values shared, not copied: read only
 */
@SuppressWarnings("ArrayRecordComponent") // megabytes of weights, never compared
public record Weight(int[] shape, float[] values) {}
