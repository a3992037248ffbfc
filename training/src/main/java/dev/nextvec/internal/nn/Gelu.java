package dev.nextvec.internal.nn;

import dev.nextvec.internal.torch.Workspace;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** x Φ(x), exact, not its tanh approximation (Hendrycks and Gimpel, 2016). */
public final class Gelu {
  private final Workspace.Buffer y;
  private final Workspace.Buffer dx;

  public Gelu(Workspace workspace) {
    y = workspace.buffer();
    dx = workspace.buffer();
  }

  /** Elementwise on {@code [rows, width]}. */
  public Tensor forward(Tensor x) {
    return torch.gelu_out(y.of(x.size(0), x.size(1)), x);
  }

  /** The output of the last forward pass of this shape. */
  public Tensor output(long rows, long width) {
    return y.of(rows, width);
  }

  /** The gradient of the input, from the input of the forward pass. */
  public Tensor backward(Tensor x, Tensor dy) {
    return torch.gelu_backward_out(dx.of(x.size(0), x.size(1)), dy, x);
  }
}
