package dev.nextvec.nn;

import dev.nextvec.torch.Lasting;
import dev.nextvec.torch.Parameter;
import dev.nextvec.torch.Products;
import dev.nextvec.torch.Weights;
import dev.nextvec.torch.Workspace;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * One GRU layer over a whole sequence, PyTorch's gates in PyTorch's order (r, z, n):
 *
 * <pre>
 * r, z = σ(W x + b + U h + c)    n = tanh(W x + b + r (U h + c))
 * h' = n + z (h - n)
 * </pre>
 *
 * <p>The products with x of all timesteps are one multiplication; so are, going back, the weights'
 * gradients. The first timestep has no h to multiply with.
 */
public final class GruLayer {
  private final Tensor w; // [3H, in]
  private final Tensor u; // [3H, H]
  private final Tensor wBias; // [3H]
  private final Tensor uBias; // [3H]
  private final Tensor dw;
  private final Tensor du;
  private final Tensor dwBias;
  private final Tensor duBias;
  private final long hidden;
  private final Products products;
  private final Workspace.Buffer inputSide;
  private final Workspace.Buffer hiddenSide;
  private final Workspace.Buffer outputs;
  private final Workspace.Buffer dInputSide;
  private final Workspace.Buffer dHiddenSide;
  private final Workspace.Buffer scratch;

  public GruLayer(Weights weights, String prefix, String suffix, Workspace workspace) {
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
    inputSide = workspace.buffer();
    hiddenSide = workspace.buffer();
    outputs = workspace.buffer();
    dInputSide = workspace.buffer();
    dHiddenSide = workspace.buffer();
    scratch = workspace.buffer();
  }

  /** The four parameters, uniform within 1/√hidden as PyTorch starts them. */
  public static List<Parameter> parameters(String prefix, String suffix, int in, int hidden) {
    return LstmLayer.recurrent(prefix, suffix, in, hidden, 3);
  }

  /**
   * @param x {@code [steps * batch, in]}, step by step
   * @return h of every step, {@code [steps * batch, hidden]}
   */
  public Tensor forward(Tensor x, int steps) {
    long batch = x.size(0) / steps;
    Tensor a = inputSide.of(x.size(0), 3 * hidden);
    products.linear(a, x, w, wBias);
    Tensor b = hiddenSide.of(x.size(0), 3 * hidden);
    Tensor h = outputs.of(x.size(0), hidden);
    for (int t = 0; t < steps; t++) {
      Tensor at = step(a, t, batch);
      Tensor bt = step(b, t, batch);
      if (t > 0) {
        products.linear(bt, step(h, t - 1, batch), u, uBias);
      } else {
        bt.copy_(uBias.expand(batch, 3 * hidden));
      }
      at.narrow(1, 0, 2 * hidden).add_(bt.narrow(1, 0, 2 * hidden)).sigmoid_();
      Tensor n = gate(at, 2).addcmul_(gate(at, 0), gate(bt, 2)).tanh_();
      Tensor ht = step(h, t, batch);
      if (t > 0) {
        torch.sub_out(ht, step(h, t - 1, batch), n).mul_(gate(at, 1)).add_(n);
      } else {
        torch.addcmul_out(ht, n, n, gate(at, 1), Lasting.MINUS_ONE); // n - z n
      }
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
    Tensor a = inputSide.of(x.size(0), 3 * hidden);
    Tensor b = hiddenSide.of(x.size(0), 3 * hidden);
    Tensor h = outputs.of(x.size(0), hidden);
    Tensor da = dInputSide.of(x.size(0), 3 * hidden);
    Tensor db = dHiddenSide.of(x.size(0), 3 * hidden);
    Tensor s = scratch.of(batch, hidden);
    for (int t = steps - 1; t >= 0; t--) {
      Tensor at = step(a, t, batch);
      Tensor bt = step(b, t, batch);
      Tensor dat = step(da, t, batch);
      Tensor dbt = step(db, t, batch);
      Tensor dht = step(dh, t, batch);
      Tensor n = gate(at, 2);
      Tensor z = gate(at, 1);
      Tensor dn = gate(dat, 2);
      torch.sub_out(s, dht, torch.mul_out(s, dht, z));
      torch.tanh_backward_out(dn, s, n);
      torch.mul_out(gate(dbt, 2), dn, gate(at, 0));
      torch.sigmoid_backward_out(gate(dat, 0), torch.mul_out(s, dn, gate(bt, 2)), gate(at, 0));
      if (t > 0) {
        torch.sub_out(s, step(h, t - 1, batch), n).mul_(dht);
      } else {
        torch.mul_out(s, n, dht).neg_();
      }
      torch.sigmoid_backward_out(gate(dat, 1), s, z);
      dbt.narrow(1, 0, 2 * hidden).copy_(dat.narrow(1, 0, 2 * hidden));
      if (t > 0) {
        products.addTimes(step(dh, t - 1, batch).addcmul_(dht, z), dbt, u);
      }
    }
    weightGradients(x, da, db, batch, steps);
  }

  private void weightGradients(Tensor x, Tensor da, Tensor db, long batch, int steps) {
    products.transposedTimes(dw, da, x);
    long later = (steps - 1) * batch;
    Tensor h = outputs.of(x.size(0), hidden);
    if (later == 0) {
      du.zero_();
    } else {
      products.transposedTimes(du, db.narrow(0, batch, later), h.narrow(0, 0, later));
    }
    torch.sum_out(dwBias, da, 0);
    torch.sum_out(duBias, db, 0);
  }

  /**
   * Adds the gradient of the input of the last {@link #backward} to {@code [steps * batch, in]}.
   */
  public void addInputGradient(Tensor into) {
    products.addTimes(into, dInputSide.of(into.size(0), 3 * hidden), w);
  }

  private static Tensor step(Tensor sequence, int t, long batch) {
    return sequence.narrow(0, t * batch, batch);
  }

  private Tensor gate(Tensor at, int number) {
    return at.narrow(1, number * hidden, hidden);
  }
}
