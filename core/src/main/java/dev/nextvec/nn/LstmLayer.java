package dev.nextvec.nn;

import dev.nextvec.torch.Parameter;
import dev.nextvec.torch.Parameter.Start;
import dev.nextvec.torch.Products;
import dev.nextvec.torch.Weights;
import dev.nextvec.torch.Workspace;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * One LSTM layer over a whole sequence, PyTorch's gates in PyTorch's order (i, f, g, o):
 *
 * <pre>
 * i, f, o = σ(W x + U h + b)    g = tanh(W x + U h + b)
 * c' = f c + i g                h' = o tanh(c')
 * </pre>
 *
 * <p>The products with x of all timesteps are one multiplication; so are, going back, the weights'
 * gradients. The first timestep has no h to multiply with.
 */
public final class LstmLayer {
  private final Tensor w; // [4H, in]
  private final Tensor u; // [4H, H]
  private final Tensor wBias; // [4H]
  private final Tensor uBias; // [4H]
  private final Tensor dw;
  private final Tensor du;
  private final Tensor dwBias;
  private final Tensor duBias;
  private final long hidden;
  private final Products products;
  private final Workspace.Buffer bias;
  private final Workspace.Buffer gates;
  private final Workspace.Buffer cells;
  private final Workspace.Buffer cellTanh;
  private final Workspace.Buffer outputs;
  private final Workspace.Buffer dGates;
  private final Workspace.Buffer dCell;
  private final Workspace.Buffer scratch;
  private final Workspace.Buffer dInput;

  /**
   * @param suffix layer's ending of the names, for example {@code l0}
   */
  public LstmLayer(Weights weights, String prefix, String suffix, Workspace workspace) {
    w = weights.value(prefix + ".weight_ih_" + suffix);
    u = weights.value(prefix + ".weight_hh_" + suffix);
    wBias = weights.value(prefix + ".bias_ih_" + suffix);
    uBias = weights.value(prefix + ".bias_hh_" + suffix);
    dw = weights.gradient(prefix + ".weight_ih_" + suffix);
    du = weights.gradient(prefix + ".weight_hh_" + suffix);
    dwBias = weights.gradient(prefix + ".bias_ih_" + suffix);
    duBias = weights.gradient(prefix + ".bias_hh_" + suffix);
    hidden = u.size(1);
    products = workspace.products();
    bias = workspace.buffer();
    gates = workspace.buffer();
    cells = workspace.buffer();
    cellTanh = workspace.buffer();
    outputs = workspace.buffer();
    dGates = workspace.buffer();
    dCell = workspace.buffer();
    scratch = workspace.buffer();
    dInput = workspace.buffer();
  }

  /** The four parameters, uniform within 1/√hidden as PyTorch starts them. */
  public static List<Parameter> parameters(String prefix, String suffix, int in, int hidden) {
    return recurrent(prefix, suffix, in, hidden, 4);
  }

  static List<Parameter> recurrent(String prefix, String suffix, int in, int hidden, int gates) {
    Start start = new Start.Uniform(1 / Math.sqrt(hidden));
    long rows = (long) gates * hidden;
    return List.of(
        new Parameter(prefix + ".weight_ih_" + suffix, new long[] {rows, in}, start),
        new Parameter(prefix + ".weight_hh_" + suffix, new long[] {rows, hidden}, start),
        new Parameter(prefix + ".bias_ih_" + suffix, new long[] {rows}, start),
        new Parameter(prefix + ".bias_hh_" + suffix, new long[] {rows}, start));
  }

  /**
   * @param x {@code [steps * batch, in]}, step by step
   * @return h of every step, {@code [steps * batch, hidden]}
   */
  public Tensor forward(Tensor x, int steps) {
    long batch = x.size(0) / steps;
    Tensor b = torch.add_out(bias.of(4 * hidden), wBias, uBias);
    Tensor a = gates.of(x.size(0), 4 * hidden);
    products.linear(a, x, w, b);
    Tensor h = outputs.of(x.size(0), hidden);
    Tensor c = cells.of(x.size(0), hidden);
    Tensor tanhC = cellTanh.of(x.size(0), hidden);
    for (int t = 0; t < steps; t++) {
      Tensor at = step(a, t, batch);
      if (t > 0) {
        products.addTimesTransposed(at, step(h, t - 1, batch), u);
      }
      at.narrow(1, 0, 2 * hidden).sigmoid_();
      at.narrow(1, 2 * hidden, hidden).tanh_();
      at.narrow(1, 3 * hidden, hidden).sigmoid_();
      Tensor ct = torch.mul_out(step(c, t, batch), gate(at, 0), gate(at, 2));
      if (t > 0) {
        ct.addcmul_(gate(at, 1), step(c, t - 1, batch));
      }
      torch.mul_out(step(h, t, batch), gate(at, 3), torch.tanh_out(step(tanhC, t, batch), ct));
    }
    return h;
  }

  /**
   * Writes the gradients of the four parameters.
   *
   * @param x the input of the forward pass
   * @param dh gradient of h of every step, {@code [steps * batch, hidden]}; overwritten
   */
  public void backward(Tensor x, Tensor dh, int steps) {
    long batch = x.size(0) / steps;
    Tensor a = gates.of(x.size(0), 4 * hidden);
    Tensor c = cells.of(x.size(0), hidden);
    Tensor tanhC = cellTanh.of(x.size(0), hidden);
    Tensor da = dGates.of(x.size(0), 4 * hidden);
    Tensor dc = dCell.of(batch, hidden).zero_();
    Tensor s = scratch.of(batch, hidden);
    for (int t = steps - 1; t >= 0; t--) {
      Tensor at = step(a, t, batch);
      Tensor dat = step(da, t, batch);
      Tensor dht = step(dh, t, batch);
      if (t < steps - 1) {
        products.addTimes(dht, step(da, t + 1, batch), u);
      }
      Tensor tanh = step(tanhC, t, batch);
      torch.sigmoid_backward_out(gate(dat, 3), torch.mul_out(s, dht, tanh), gate(at, 3));
      dc.add_(torch.tanh_backward_out(s, torch.mul_out(s, dht, gate(at, 3)), tanh));
      torch.sigmoid_backward_out(gate(dat, 0), torch.mul_out(s, dc, gate(at, 2)), gate(at, 0));
      torch.tanh_backward_out(gate(dat, 2), torch.mul_out(s, dc, gate(at, 0)), gate(at, 2));
      if (t > 0) {
        Tensor before = step(c, t - 1, batch);
        torch.sigmoid_backward_out(gate(dat, 1), torch.mul_out(s, dc, before), gate(at, 1));
        dc.mul_(gate(at, 1));
      } else {
        gate(dat, 1).zero_(); // no cell before the first step
      }
    }
    weightGradients(x, da, batch, steps);
  }

  private void weightGradients(Tensor x, Tensor da, long batch, int steps) {
    products.transposedTimes(dw, da, x);
    long later = (steps - 1) * batch;
    Tensor h = outputs.of(x.size(0), hidden);
    if (later == 0) {
      du.zero_();
    } else {
      products.transposedTimes(du, da.narrow(0, batch, later), h.narrow(0, 0, later));
    }
    torch.sum_out(dwBias, da, 0);
    duBias.copy_(dwBias);
  }

  /** h of every step of the last forward pass with as many rows. */
  public Tensor output(long rows) {
    return outputs.of(rows, hidden);
  }

  /** The gradient of the input of the last {@link #backward}, {@code [steps * batch, in]}. */
  public Tensor inputGradient(long rows) {
    Tensor out = dInput.of(rows, w.size(1));
    products.times(out, dGates.of(rows, 4 * hidden), w);
    return out;
  }

  private static Tensor step(Tensor sequence, int t, long batch) {
    return sequence.narrow(0, t * batch, batch);
  }

  private Tensor gate(Tensor at, int number) {
    return at.narrow(1, number * hidden, hidden);
  }
}
