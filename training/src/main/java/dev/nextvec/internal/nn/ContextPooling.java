package dev.nextvec.internal.nn;

import org.bytedeco.pytorch.Tensor;

/**
 * What lies between AMN's projections: the mean of a window's vectors, and their sum by the weights
 * {@code softmax(x · u / √attention)} of what is asked of them.
 *
 * <p>Mean and weighted sum stand beside each other in {@code [batch, 2 dim]}.
 */
sealed interface ContextPooling permits TorchPooling, HostPooling {

  /**
   * Takes the contexts of a pass.
   *
   * @param both receives the means in its left half
   */
  void mean(Contexts x, Tensor both);

  /**
   * Follows {@link #mean} of the same contexts.
   *
   * @param u what is asked of each window, {@code [batch, dim]}
   * @param both receives the weighted sums in its right half
   */
  void attend(Contexts x, Tensor u, Tensor both);

  /** The weights of the last {@link #attend}, {@code [contextLength, batch]}. */
  Tensor weights(long batch);

  /**
   * Follows {@link #attend} of the same contexts.
   *
   * @param dAttended gradient of the weighted sums, {@code [batch, dim]}
   * @param du receives the gradient of {@code u}
   */
  void backward(Contexts x, Tensor dAttended, Tensor du);
}
