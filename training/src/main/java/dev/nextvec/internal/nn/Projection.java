package dev.nextvec.internal.nn;

import dev.nextvec.internal.torch.Activation;
import dev.nextvec.internal.torch.Kernels;
import dev.nextvec.internal.torch.Kernels.Packed;
import dev.nextvec.internal.torch.Weights;
import dev.nextvec.internal.torch.Workspace;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/** Products x Wᵀ with one weight, which is packed where that pays. */
final class Projection {
  private final Kernels kernels;
  private final Tensor weight; // [out, in]
  private final @Nullable Packed packed;
  private final boolean renewed;

  private Projection(Tensor weight, @Nullable Packed packed, boolean renewed, Workspace workspace) {
    kernels = workspace.kernels();
    this.weight = weight;
    this.packed = packed;
    this.renewed = renewed;
  }

  /**
   * For one product a pass: packed if the weights are fixed.
   *
   * @param weight {@code [out, in]}, kept as long as the workspace
   */
  static Projection once(Weights weights, Tensor weight, Workspace workspace) {
    Tensor kept = workspace.keepView(weight);
    return new Projection(kept, weights.fixed() ? workspace.pack(kept) : null, false, workspace);
  }

  /** For several products a pass: packed always, anew in each pass if the weights change. */
  static Projection repeated(Weights weights, Tensor weight, Workspace workspace) {
    Tensor kept = workspace.keepView(weight);
    return new Projection(kept, workspace.pack(kept), !weights.fixed(), workspace);
  }

  /** Takes note of the weight's values; a forward pass begins so. */
  void begin() {
    if (renewed && packed != null) {
      packed.renew();
    }
  }

  /** out = activation(x Wᵀ + bias). */
  void into(Tensor out, Tensor x, Tensor bias, Activation activation) {
    if (packed == null) {
      kernels.linear(out, x, weight, bias, activation);
    } else {
      kernels.linear(out, x, packed, bias, activation);
    }
  }

  /** out = activation(out + x Wᵀ). */
  void addTo(Tensor out, Tensor x, Activation activation) {
    if (packed == null) {
      kernels.addTimesTransposed(out, x, weight, activation);
    } else {
      kernels.addTimesTransposed(out, x, packed, activation);
    }
  }
}
