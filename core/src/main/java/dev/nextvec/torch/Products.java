package dev.nextvec.torch;

import org.bytedeco.pytorch.Tensor;

/**
 * Products of float32 matrices into memory that exists already. Most of a training step is spent
 * here, so the library that multiplies fastest on a machine is chosen where the engine starts.
 *
 * <p>Every matrix is {@code [rows, columns]} with its columns side by side; rows may lie further
 * apart than they are long. An output must not overlap an input. An instance is for one thread at a
 * time.
 */
public sealed interface Products extends AutoCloseable permits TorchProducts, OneDnnProducts {

  /**
   * out = x weightᵀ + bias.
   *
   * @param out {@code [m, n]}
   * @param x {@code [m, k]}
   * @param weight {@code [n, k]}
   * @param bias {@code [n]}, added to each row
   */
  default void linear(Tensor out, Tensor x, Tensor weight, Tensor bias) {
    linear(out, x, weight, bias, Activation.NONE);
  }

  /**
   * out = activation(x weightᵀ + bias); shapes as in {@link #linear(Tensor, Tensor, Tensor,
   * Tensor)}.
   */
  void linear(Tensor out, Tensor x, Tensor weight, Tensor bias, Activation activation);

  /**
   * into += a bᵀ.
   *
   * @param into {@code [m, n]}
   * @param a {@code [m, k]}
   * @param b {@code [n, k]}
   */
  default void addTimesTransposed(Tensor into, Tensor a, Tensor b) {
    addTimesTransposed(into, a, b, Activation.NONE);
  }

  /**
   * into = activation(into + a bᵀ); shapes as in {@link #addTimesTransposed(Tensor, Tensor,
   * Tensor)}.
   */
  void addTimesTransposed(Tensor into, Tensor a, Tensor b, Activation activation);

  /**
   * out = a b.
   *
   * @param out {@code [m, n]}
   * @param a {@code [m, k]}
   * @param b {@code [k, n]}
   */
  void times(Tensor out, Tensor a, Tensor b);

  /** into += a b; shapes as in {@link #times}. */
  void addTimes(Tensor into, Tensor a, Tensor b);

  /**
   * out = aᵀ b.
   *
   * @param out {@code [m, n]}
   * @param a {@code [k, m]}
   * @param b {@code [k, n]}
   */
  void transposedTimes(Tensor out, Tensor a, Tensor b);

  @Override
  void close();
}
