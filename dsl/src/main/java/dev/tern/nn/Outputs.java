package dev.tern.nn;

import dev.tern.tensor.Tensor;
import java.util.List;

/**
 * What a forward pass yields: the prediction and what a student may imitate.
 *
 * @param logits [batch, classes]
 * @param hidden the embedding output and every layer's output, [batch · time, width] each
 * @param attention raw attention scores of every layer, scaled and masked, before the softmax:
 *     [batch · heads · time, time] each; empty for a network without attention
 */
public record Outputs(Tensor logits, List<Tensor> hidden, List<Tensor> attention) {}
