package dev.nextvec.internal.nn;

import org.bytedeco.pytorch.Tensor;

/**
 * What lies between the projections of attention: {@code softmax(q kᵀ / √size) v} for each head and
 * window, causal. Queries may be fewer than keys; they are then the last positions.
 *
 * <p>Sequences are {@code [positions * batch, width]}, position by position; keys and values stand
 * beside each other in {@code [keys * batch, 2 width]}.
 */
sealed interface AttentionCore permits TorchAttention, HostAttention {

  /**
   * @param q {@code [queries * batch, width]}
   * @param kv {@code [keys * batch, 2 width]}
   * @param mixed receives the mixed values, {@code [queries * batch, width]}
   */
  void forward(Tensor q, Tensor kv, Tensor mixed, long batch, Mode pass);

  /**
   * Follows the forward pass it belongs to, with the same {@code q} and {@code kv}.
   *
   * @param dMixed gradient of {@code mixed}
   * @param dq receives the gradient of {@code q}
   * @param dkv receives the gradient of {@code kv}
   */
  void backward(Tensor q, Tensor kv, Tensor dMixed, Tensor dq, Tensor dkv, long batch);
}
