package dev.nextvec.internal.nn;

import dev.nextvec.internal.torch.Activation;
import dev.nextvec.internal.torch.Kernels;
import dev.nextvec.internal.torch.NativeConstants;
import dev.nextvec.internal.torch.Weights;
import dev.nextvec.internal.torch.Workspace;
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
  private static final int R = 0;
  private static final int Z = 1;
  private static final int N = 2;

  private final RecurrentWeights parameters;
  private final Projection toGates; // from h, to r and z
  private final Projection toNew; // from h, to n
  private final Tensor newBias; // [H], of U alone
  private final long hidden;
  private final Kernels kernels;
  private final Workspace.Buffer bias;
  private final Workspace.Buffer gates;
  private final Workspace.Buffer hiddenSide;
  private final Workspace.Buffer newStates;
  private final Workspace.Buffer outputs;
  private final Workspace.Buffer dGates;
  private final Workspace.Buffer dHiddenSide;
  private final Workspace.Buffer scratch;

  public GruLayer(Weights weights, String prefix, String suffix, Workspace workspace) {
    parameters = new RecurrentWeights(weights, prefix, suffix, workspace);
    Tensor u = parameters.u;
    hidden = parameters.hidden;
    toGates = Projection.repeated(weights, u.narrow(0, R * hidden, 2 * hidden), workspace);
    toNew = Projection.repeated(weights, u.narrow(0, N * hidden, hidden), workspace);
    newBias = workspace.keepView(parameters.uBias.narrow(0, N * hidden, hidden));
    kernels = workspace.kernels();
    bias = workspace.buffer();
    gates = workspace.buffer();
    hiddenSide = workspace.buffer();
    newStates = workspace.buffer();
    outputs = workspace.buffer();
    dGates = workspace.buffer();
    dHiddenSide = workspace.buffer();
    scratch = workspace.buffer();
  }

  /**
   * @param x {@code [steps * batch, in]}, step by step
   * @return h of every step, {@code [steps * batch, hidden]}
   */
  public Tensor forward(Tensor x, int steps) {
    long batch = x.size(0) / steps;
    parameters.project(gates.of(x.size(0), 3 * hidden), x, inputBias());
    return recur(steps, batch);
  }

  /**
   * The same for contexts that share vectors.
   *
   * @param x {@code [m, in]}, one row for each vector
   */
  public Tensor forward(Tensor x, int steps, long batch, Overlap overlap) {
    parameters.project(gates.of(steps * batch, 3 * hidden), x, inputBias(), overlap);
    return recur(steps, batch);
  }

  private Tensor recur(int steps, long batch) {
    SequenceView a = new SequenceView(gates, steps, batch, 3, hidden);
    SequenceView b = new SequenceView(hiddenSide, steps, batch, 1, hidden); // U h + c of n
    SequenceView fresh = new SequenceView(newStates, steps, batch, 1, hidden); // n
    SequenceView h = new SequenceView(outputs, steps, batch, 1, hidden);
    toGates.begin();
    toNew.begin();
    for (int t = 0; t < steps; t++) {
      if (t == 0) {
        a.at(t, R, 2).sigmoid_();
        b.at(t).copy_(newBias.expand(batch, hidden));
      } else {
        toGates.addTo(a.at(t, R, 2), h.at(t - 1), Activation.SIGMOID);
        toNew.into(b.at(t), h.at(t - 1), newBias, Activation.NONE);
      }
      Tensor n = torch.addcmul_out(fresh.at(t), a.at(t, N), a.at(t, R), b.at(t));
      kernels.activate(n, n, Activation.TANH);
      if (t == 0) {
        torch.addcmul_out(h.at(t), n, n, a.at(t, Z), NativeConstants.MINUS_ONE); // n - z n
      } else {
        torch.lerp_out(h.at(t), n, h.at(t - 1), a.at(t, Z));
      }
    }
    return h.all();
  }

  /** b, and c for the gates that add it outright: r and z. */
  private Tensor inputBias() {
    Tensor sum = bias.of(3 * hidden).copy_(parameters.wBias);
    sum.narrow(0, R * hidden, 2 * hidden).add_(parameters.uBias.narrow(0, R * hidden, 2 * hidden));
    return sum;
  }

  /**
   * Writes the gradients of the four parameters. Every gate's gradient is a multiple of that of h,
   * and by how much does not depend on later steps, so it is found for all steps at once.
   *
   * @param x the input of the forward pass
   * @param dh gradient of h of every step, {@code [steps * batch, hidden]}; overwritten
   */
  public void backward(Tensor x, Tensor dh, int steps) {
    long batch = x.size(0) / steps;
    SequenceView a = new SequenceView(gates, steps, batch, 3, hidden);
    SequenceView da = new SequenceView(dGates, steps, batch, 3, hidden);
    SequenceView db = new SequenceView(dHiddenSide, steps, batch, 3, hidden);
    factors(a, da, db, steps, batch);
    Tensor dhByPart = dh.view(steps * batch, 1, hidden);
    for (int t = steps - 1; t > 0; t--) {
      db.byPart(t, R, 3).mul_(dhByPart.narrow(0, t * batch, batch));
      Tensor before = dh.narrow(0, (t - 1) * batch, batch);
      before.addcmul_(dh.narrow(0, t * batch, batch), a.at(t, Z));
      kernels.addTimes(before, db.at(t), parameters.u);
    }
    db.byPart(0, R, 3).mul_(dhByPart.narrow(0, 0, batch));
    da.allByPart().mul_(dhByPart);
    SequenceView h = new SequenceView(outputs, steps, batch, 1, hidden);
    parameters.gradients(x, da, db, h, steps);
    kernels.sum(parameters.duBias, db.all());
    parameters.complete();
  }

  /**
   * Of every step, in place of the gates' gradients on the side of the input and of h: what
   * multiplies the gradient of h to give them. With {@code m = (1 - z) (1 - n²)}: for n it is m on
   * the side of the input and m r on that of h; for r {@code m (U h + c) r (1 - r)} and for z
   * {@code (h - n) z (1 - z)} on both.
   */
  private void factors(SequenceView a, SequenceView da, SequenceView db, int steps, long batch) {
    Tensor r = a.part(R);
    Tensor z = a.part(Z);
    SequenceView n = new SequenceView(newStates, steps, batch, 1, hidden);
    Tensor hSide = new SequenceView(hiddenSide, steps, batch, 1, hidden).all();
    SequenceView s = new SequenceView(scratch, steps, batch, 1, hidden);
    Tensor m = da.part(N);
    torch.tanh_backward_out(m, torch.rsub_out(s.all(), z, NativeConstants.ONE), n.all());
    torch.mul_out(db.part(N), m, r);
    torch.sigmoid_backward_out(da.part(R), torch.mul_out(s.all(), m, hSide), r);
    torch.mul_out(s.at(0), n.at(0), NativeConstants.MINUS_ONE); // no h before the first step
    if (steps > 1) {
      Tensor before = new SequenceView(outputs, steps, batch, 1, hidden).between(0, steps - 1);
      torch.sub_out(s.between(1, steps), before, n.between(1, steps));
    }
    torch.sigmoid_backward_out(da.part(Z), s.all(), z);
    db.parts(R, 2).copy_(da.parts(R, 2));
  }

  /**
   * Adds the gradient of the input of the last {@link #backward} to {@code [steps * batch, in]}.
   */
  public void addInputGradient(Tensor into) {
    kernels.addTimes(into, dGates.of(into.size(0), 3 * hidden), parameters.w);
  }
}
