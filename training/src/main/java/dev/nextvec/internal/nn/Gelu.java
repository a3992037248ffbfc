package dev.nextvec.internal.nn;

import dev.nextvec.internal.torch.Activation;
import dev.nextvec.internal.torch.Kernels;
import dev.nextvec.internal.torch.Workspace;
import org.bytedeco.pytorch.Tensor;

/** x Φ(x), exact, not its tanh approximation (Hendrycks and Gimpel, 2016). */
public final class Gelu {
  private final Kernels kernels;
  private final Workspace.Buffer y;
  private final Workspace.Buffer dx;

  public Gelu(Workspace workspace) {
    kernels = workspace.kernels();
    y = workspace.buffer();
    dx = workspace.buffer();
  }

  /** Elementwise on {@code [rows, width]}. */
  public Tensor forward(Tensor x) {
    Tensor out = output(x.size(0), x.size(1));
    kernels.activate(out, x, Activation.GELU);
    return out;
  }

  /** The output of the last forward pass of this shape. */
  public Tensor output(long rows, long width) {
    return y.of(rows, width);
  }

  /** The gradient of the input, from the input of the forward pass. */
  public Tensor backward(Tensor x, Tensor dy) {
    Tensor out = dx.of(x.size(0), x.size(1));
    kernels.geluBackward(out, dy, x);
    return out;
  }
}
