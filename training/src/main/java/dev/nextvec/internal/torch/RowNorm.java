package dev.nextvec.internal.torch;

import org.bytedeco.pytorch.Tensor;

/**
 * What a layer normalisation multiplies its rows with, adds to them, and notes for the way back.
 *
 * @param gain {@code [width]}
 * @param bias {@code [width]}
 * @param mean {@code [rows]}, written on the way forward
 * @param spread {@code [rows]}, written on the way forward; each kind of {@link Kernels} has its
 *     own measure
 */
public record RowNorm(Tensor gain, Tensor bias, Tensor mean, Tensor spread) {
  /** Added to the variance before its root is taken; PyTorch's. */
  public static final float EPSILON = 1e-5f;
}
