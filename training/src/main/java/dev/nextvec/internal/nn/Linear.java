package dev.nextvec.internal.nn;

import dev.nextvec.internal.torch.Activation;
import dev.nextvec.internal.torch.Kernels;
import dev.nextvec.internal.torch.Weights;
import dev.nextvec.internal.torch.Workspace;
import org.bytedeco.pytorch.Tensor;

/** y = x Wᵀ + b. */
public final class Linear {
  private final Weights weights;
  private final String weightName;
  private final String biasName;
  private final Tensor weight; // [out, in]
  private final Projection projection;
  private final Tensor bias; // [out]
  private final Tensor weightGradient;
  private final Tensor biasGradient;
  private final Kernels kernels;
  private final Workspace.Buffer y;
  private final Workspace.Buffer dx;

  public Linear(Weights weights, String prefix, Workspace workspace) {
    this(weights, prefix + ".weight", prefix + ".bias", workspace);
  }

  public Linear(Weights weights, String weight, String bias, Workspace workspace) {
    this.weights = weights;
    this.weightName = weight;
    this.biasName = bias;
    this.weight = weights.value(weight);
    this.projection = Projection.once(weights, this.weight, workspace);
    this.bias = weights.value(bias);
    this.weightGradient = weights.gradient(weight);
    this.biasGradient = weights.gradient(bias);
    this.kernels = workspace.kernels();
    this.y = workspace.buffer();
    this.dx = workspace.buffer();
  }

  /**
   * @param x {@code [rows, in]}
   * @return {@code [rows, out]}, valid until the next call with as many rows
   */
  public Tensor forward(Tensor x) {
    return forward(x, Activation.NONE);
  }

  /**
   * {@link #forward(Tensor)}, and an activation of the result; {@link #output} then has it, too.
   */
  public Tensor forward(Tensor x, Activation activation) {
    Tensor out = y.of(x.size(0), weight.size(0));
    projection.into(out, x, bias, activation);
    return out;
  }

  /**
   * Writes the gradients of weight and bias.
   *
   * @param x the input of the forward pass, {@code [rows, in]}
   * @param dy gradient of the output, {@code [rows, out]}
   */
  public void backward(Tensor x, Tensor dy) {
    kernels.transposedTimes(weightGradient, dy, x);
    kernels.sum(biasGradient, dy);
    weights.complete(weightName, biasName);
  }

  /** The gradient of the input, {@code [rows, in]}. */
  public Tensor inputGradient(Tensor dy) {
    Tensor out = dx.of(dy.size(0), weight.size(1));
    kernels.times(out, dy, weight);
    return out;
  }

  /** Adds the gradient of the input. */
  public void addInputGradient(Tensor dy, Tensor into) {
    kernels.addTimes(into, dy, weight);
  }

  /** The output of the last forward pass with as many rows. */
  public Tensor output(long rows) {
    return y.of(rows, weight.size(0));
  }

  /** Width of the output. */
  public long width() {
    return weight.size(0);
  }

  /** The gradient of the input's columns {@code from .. from + count - 1} alone. */
  public Tensor inputGradient(Tensor dy, long from, long count) {
    Tensor out = dx.of(dy.size(0), count);
    kernels.times(out, dy, weight.narrow(1, from, count));
    return out;
  }
}
