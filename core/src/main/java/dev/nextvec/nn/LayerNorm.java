package dev.nextvec.nn;

import dev.nextvec.torch.Lasting;
import dev.nextvec.torch.Parameter;
import dev.nextvec.torch.Parameter.Start;
import dev.nextvec.torch.Weights;
import dev.nextvec.torch.Workspace;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/** Layer normalisation over the last dimension with gain and bias (Ba, Kiros and Hinton, 2016). */
public final class LayerNorm {
  private static final double EPSILON = 1e-5;

  private final Tensor weight; // [width]
  private final Tensor bias; // [width]
  private final Tensor weightGradient;
  private final Tensor biasGradient;
  private final long[] width;
  private final Workspace.Buffer y;
  private final Workspace.Buffer mean;
  private final Workspace.Buffer inverseDeviation;
  private final Workspace.Buffer dx;

  public LayerNorm(Weights weights, String prefix, Workspace workspace) {
    weight = weights.value(prefix + ".weight");
    bias = weights.value(prefix + ".bias");
    weightGradient = weights.gradient(prefix + ".weight");
    biasGradient = weights.gradient(prefix + ".bias");
    width = new long[] {weight.size(0)};
    y = workspace.buffer();
    mean = workspace.buffer();
    inverseDeviation = workspace.buffer();
    dx = workspace.buffer();
  }

  /** Gain one, bias zero. */
  public static List<Parameter> parameters(String prefix, int width) {
    return List.of(
        new Parameter(prefix + ".weight", new long[] {width}, new Start.Constant(1)),
        new Parameter(prefix + ".bias", new long[] {width}, new Start.Constant(0)));
  }

  /**
   * @param x {@code [rows, width]}
   * @return {@code [rows, width]}
   */
  public Tensor forward(Tensor x) {
    long rows = x.size(0);
    Tensor out = y.of(rows, width[0]);
    torch.native_layer_norm_out(
        out,
        mean.of(rows, 1),
        inverseDeviation.of(rows, 1),
        x,
        width,
        new TensorOptional(weight),
        new TensorOptional(bias),
        EPSILON);
    return out;
  }

  /** The output of the last forward pass with as many rows. */
  public Tensor output(long rows) {
    return y.of(rows, width[0]);
  }

  /**
   * Writes the gradients of gain and bias.
   *
   * @param x the input of the forward pass
   * @param dy gradient of the output, {@code [rows, width]}
   * @return gradient of the input
   */
  public Tensor backward(Tensor x, Tensor dy) {
    long rows = x.size(0);
    Tensor out = dx.of(rows, width[0]);
    torch.native_layer_norm_backward_out(
        out,
        weightGradient,
        biasGradient,
        dy,
        x,
        width,
        mean.of(rows, 1),
        inverseDeviation.of(rows, 1),
        new TensorOptional(weight),
        new TensorOptional(bias),
        Lasting.THREE_TRUE);
    return out;
  }
}
