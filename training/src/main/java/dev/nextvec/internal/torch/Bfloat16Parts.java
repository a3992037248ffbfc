package dev.nextvec.internal.torch;

import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/** A network's weights in bfloat16, for the right sides of products. */
interface Bfloat16Parts {

  /** Takes note of their values. */
  void renew();

  /**
   * A matrix of weights.
   *
   * @param turned whether it is multiplied with transposed
   * @return as it is multiplied with; absent if it is none of these weights
   */
  @Nullable Bfloat16Matrix of(Tensor part, boolean turned);

  void close();
}
