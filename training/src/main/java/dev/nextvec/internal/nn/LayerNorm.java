package dev.nextvec.internal.nn;

import dev.nextvec.internal.torch.Kernels;
import dev.nextvec.internal.torch.RowNorm;
import dev.nextvec.internal.torch.Weights;
import dev.nextvec.internal.torch.Workspace;
import org.bytedeco.pytorch.Tensor;

/** Layer normalisation over the last dimension with gain and bias (Ba, Kiros and Hinton, 2016). */
public final class LayerNorm {
  private final Weights weights;
  private final String prefix;
  private final Tensor weight; // [width]
  private final Tensor bias; // [width]
  private final Tensor weightGradient;
  private final Tensor biasGradient;
  private final long width;
  private final Kernels kernels;
  private final Workspace.Buffer y;
  private final Workspace.Buffer mean;
  private final Workspace.Buffer spread;
  private final Workspace.Buffer dx;

  public LayerNorm(Weights weights, String prefix, Workspace workspace) {
    this.weights = weights;
    this.prefix = prefix;
    weight = weights.value(prefix + ".weight");
    bias = weights.value(prefix + ".bias");
    weightGradient = weights.gradient(prefix + ".weight");
    biasGradient = weights.gradient(prefix + ".bias");
    width = weight.size(0);
    kernels = workspace.kernels();
    y = workspace.buffer();
    mean = workspace.buffer();
    spread = workspace.buffer();
    dx = workspace.buffer();
  }

  /**
   * @param x {@code [rows, width]}
   * @return {@code [rows, width]}
   */
  public Tensor forward(Tensor x) {
    Tensor out = output(x.size(0));
    kernels.normalise(out, x, norm(x.size(0)));
    return out;
  }

  private RowNorm norm(long rows) {
    return new RowNorm(weight, bias, mean.of(rows), spread.of(rows));
  }

  /** The output of the last forward pass with as many rows. */
  public Tensor output(long rows) {
    return y.of(rows, width);
  }

  /**
   * Writes the gradients of gain and bias.
   *
   * @param x the input of the forward pass
   * @param dy gradient of the output, {@code [rows, width]}
   * @return gradient of the input
   */
  public Tensor backward(Tensor x, Tensor dy) {
    Tensor out = dx.of(x.size(0), width);
    kernels.normaliseBackward(out, weightGradient, biasGradient, dy, x, norm(x.size(0)));
    weights.complete(prefix + ".weight", prefix + ".bias");
    return out;
  }
}
