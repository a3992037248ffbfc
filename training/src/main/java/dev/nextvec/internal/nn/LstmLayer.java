package dev.nextvec.internal.nn;

import dev.nextvec.internal.torch.Activation;
import dev.nextvec.internal.torch.Kernels;
import dev.nextvec.internal.torch.Weights;
import dev.nextvec.internal.torch.Workspace;
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
  private static final int I = 0;
  private static final int F = 1;
  private static final int G = 2;
  private static final int O = 3;

  private final RecurrentWeights parameters;
  private final Projection inputForget; // from h, to the gates i and f
  private final Projection cell; // from h, to g
  private final Projection output; // from h, to o
  private final long hidden;
  private final Kernels kernels;
  private final Workspace.Buffer bias;
  private final Workspace.Buffer gates;
  private final Workspace.Buffer cells;
  private final Workspace.Buffer cellTanh;
  private final Workspace.Buffer outputs;
  private final Workspace.Buffer dGates;
  private final Workspace.Buffer dCell;
  private final Workspace.Buffer cellFactor;
  private final Workspace.Buffer dInput;

  /**
   * @param suffix layer's ending of the names, for example {@code l0}
   */
  public LstmLayer(Weights weights, String prefix, String suffix, Workspace workspace) {
    parameters = new RecurrentWeights(weights, prefix, suffix, workspace);
    Tensor u = parameters.u;
    hidden = parameters.hidden;
    inputForget = Projection.repeated(weights, u.narrow(0, I * hidden, 2 * hidden), workspace);
    cell = Projection.repeated(weights, u.narrow(0, G * hidden, hidden), workspace);
    output = Projection.repeated(weights, u.narrow(0, O * hidden, hidden), workspace);
    kernels = workspace.kernels();
    bias = workspace.buffer();
    gates = workspace.buffer();
    cells = workspace.buffer();
    cellTanh = workspace.buffer();
    outputs = workspace.buffer();
    dGates = workspace.buffer();
    dCell = workspace.buffer();
    cellFactor = workspace.buffer();
    dInput = workspace.buffer();
  }

  /**
   * @param x {@code [steps * batch, in]}, step by step
   * @return h of every step, {@code [steps * batch, hidden]}
   */
  public Tensor forward(Tensor x, int steps) {
    long batch = x.size(0) / steps;
    parameters.project(gates.of(x.size(0), 4 * hidden), x, inputBias());
    return recur(steps, batch);
  }

  /**
   * The same for contexts that share vectors.
   *
   * @param x {@code [m, in]}, one row for each vector
   */
  public Tensor forward(Tensor x, int steps, long batch, Overlap overlap) {
    parameters.project(gates.of(steps * batch, 4 * hidden), x, inputBias(), overlap);
    return recur(steps, batch);
  }

  private Tensor inputBias() {
    return torch.add_out(bias.of(4 * hidden), parameters.wBias, parameters.uBias);
  }

  private Tensor recur(int steps, long batch) {
    SequenceView a = new SequenceView(gates, steps, batch, 4, hidden);
    SequenceView h = new SequenceView(outputs, steps, batch, 1, hidden);
    SequenceView c = new SequenceView(cells, steps, batch, 1, hidden);
    SequenceView tanhC = new SequenceView(cellTanh, steps, batch, 1, hidden);
    inputForget.begin();
    cell.begin();
    output.begin();
    for (int t = 0; t < steps; t++) {
      if (t == 0) {
        a.at(t, I, 2).sigmoid_();
        a.at(t, G).tanh_();
        a.at(t, O).sigmoid_();
      } else {
        Tensor before = h.at(t - 1);
        inputForget.addTo(a.at(t, I, 2), before, Activation.SIGMOID);
        cell.addTo(a.at(t, G), before, Activation.TANH);
        output.addTo(a.at(t, O), before, Activation.SIGMOID);
      }
      Tensor ct = torch.mul_out(c.at(t), a.at(t, I), a.at(t, G));
      if (t > 0) {
        ct.addcmul_(a.at(t, F), c.at(t - 1));
      }
      kernels.activate(tanhC.at(t), ct, Activation.TANH);
      torch.mul_out(h.at(t), a.at(t, O), tanhC.at(t));
    }
    return h.all();
  }

  /**
   * Writes the gradients of the four parameters. What a gate's gradient is multiplied with does not
   * depend on later steps, so it is found for all steps at once.
   *
   * @param x the input of the forward pass
   * @param dh gradient of h of every step, {@code [steps * batch, hidden]}; overwritten
   */
  public void backward(Tensor x, Tensor dh, int steps) {
    long batch = x.size(0) / steps;
    SequenceView a = new SequenceView(gates, steps, batch, 4, hidden);
    SequenceView da = new SequenceView(dGates, steps, batch, 4, hidden);
    SequenceView dcByDh = new SequenceView(cellFactor, steps, batch, 1, hidden);
    factors(a, da, dcByDh, steps, batch);
    Tensor dc = dCell.of(batch, hidden).zero_();
    Tensor dcForGates = dCell.of(batch, 1, hidden);
    for (int t = steps - 1; t >= 0; t--) {
      Tensor dht = dh.narrow(0, t * batch, batch);
      if (t < steps - 1) {
        kernels.addTimes(dht, da.at(t + 1), parameters.u);
      }
      dc.addcmul_(dht, dcByDh.at(t));
      da.at(t, O).mul_(dht);
      da.byPart(t, I, 3).mul_(dcForGates);
      if (t > 0) {
        dc.mul_(a.at(t, F));
      }
    }
    SequenceView h = new SequenceView(outputs, steps, batch, 1, hidden);
    parameters.gradients(x, da, da, h, steps);
    parameters.duBias.copy_(parameters.inputBiasGradient());
    parameters.complete();
  }

  /**
   * Of every step: in place of the gates' gradients, what multiplies the cell's gradient (i, f, g)
   * or that of h (o) to give them; and what multiplies the gradient of h to give the cell's.
   */
  private void factors(
      SequenceView a, SequenceView da, SequenceView dcByDh, int steps, long batch) {
    Tensor tanhC = new SequenceView(cellTanh, steps, batch, 1, hidden).all();
    torch.sigmoid_backward_out(da.part(I), a.part(G), a.part(I));
    torch.tanh_backward_out(da.part(G), a.part(I), a.part(G));
    torch.sigmoid_backward_out(da.part(O), tanhC, a.part(O));
    torch.tanh_backward_out(dcByDh.all(), a.part(O), tanhC);
    da.at(0, F).zero_(); // no cell before the first step
    if (steps > 1) {
      Tensor before = new SequenceView(cells, steps, batch, 1, hidden).between(0, steps - 1);
      torch.sigmoid_backward_out(da.part(1, steps, F), before, a.part(1, steps, F));
    }
  }

  /** h of every step of the last forward pass with as many rows. */
  public Tensor output(long rows) {
    return outputs.of(rows, hidden);
  }

  /** The gradient of the input of the last {@link #backward}, {@code [steps * batch, in]}. */
  public Tensor inputGradient(long rows) {
    Tensor out = dInput.of(rows, parameters.w.size(1));
    kernels.times(out, dGates.of(rows, 4 * hidden), parameters.w);
    return out;
  }
}
