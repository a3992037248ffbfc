package dev.nextvec.internal.torch;

import org.bytedeco.pytorch.Tensor;

/**
 * What is done to float32 matrices in memory that exists already: products above all, activations,
 * layer normalisation. Most of a training step is spent here, so the library that does it fastest
 * on a machine is chosen where the engine starts.
 *
 * <p>Every matrix is {@code [rows, columns]} with its columns side by side; rows may lie further
 * apart than they are long. An output must not overlap an input. An instance is for one thread at a
 * time.
 */
public sealed interface Kernels extends AutoCloseable
    permits TorchKernels, OneDnnKernels, Bfloat16Kernels {

  /** Takes note of the weights' values; a training step begins so. */
  default void begin() {}

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
   * out = a bᵀ.
   *
   * @param out {@code [m, n]}
   * @param a {@code [m, k]}
   * @param b {@code [n, k]}
   */
  void timesTransposed(Tensor out, Tensor a, Tensor b);

  /**
   * out = activation(x), both contiguous and of one size; may be the same tensor. Here, and not
   * left to libtorch, because that gives less than 32,768 numbers to one thread.
   */
  void activate(Tensor out, Tensor x, Activation activation);

  /**
   * The gradient of {@link Activation#GELU}, of contiguous tensors of one size.
   *
   * @param dx receives the gradient of x
   * @param dy gradient of what it gave
   * @param x what it was given
   */
  void geluBackward(Tensor dx, Tensor dy, Tensor x);

  /**
   * Layer normalisation of each row: out = (x - mean) / √(variance + ε) ∘ gain + bias.
   *
   * @param out {@code [rows, width]}, contiguous
   * @param x {@code [rows, width]}, contiguous
   */
  void normalise(Tensor out, Tensor x, RowNorm norm);

  /**
   * The gradients of {@link #normalise}.
   *
   * @param dx receives the gradient of x, {@code [rows, width]}
   * @param dGain receives the gradient of the gain, {@code [width]}
   * @param dBias receives the gradient of the bias, {@code [width]}
   * @param dy gradient of the output, {@code [rows, width]}
   * @param x the input of the forward pass
   * @param norm as the forward pass left it
   */
  void normaliseBackward(Tensor dx, Tensor dGain, Tensor dBias, Tensor dy, Tensor x, RowNorm norm);

  /**
   * A copy of a weight in the order in which products read it fastest, to be closed; worth its cost
   * where the weight is multiplied with several times before it changes.
   *
   * @param weight {@code [n, k]}, kept until the copy is closed
   */
  Packed pack(Tensor weight);

  /** As with the weight that was packed. */
  void linear(Tensor out, Tensor x, Packed weight, Tensor bias, Activation activation);

  /** As with the matrix that was packed. */
  void addTimesTransposed(Tensor into, Tensor a, Packed b, Activation activation);

  /** A packed weight; it does not follow its weight's changes until it is renewed. */
  sealed interface Packed extends AutoCloseable
      permits OneDnnPacked, TorchPacked, Bfloat16Kernels.Unpacked {

    /** Copies the weight again. */
    void renew();

    @Override
    void close();
  }

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

  /**
   * out = x₀ + x₁ + …, in float32; in the same order each time.
   *
   * @param out of the shape of one part, contiguous
   * @param x as many of that shape, one behind the other
   */
  void sum(Tensor out, Tensor x);

  @Override
  void close();
}
