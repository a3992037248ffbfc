package dev.nextvec.internal.nn;

import dev.nextvec.internal.torch.Kernels;
import dev.nextvec.internal.torch.NativeConstants;
import dev.nextvec.internal.torch.Weights;
import dev.nextvec.internal.torch.Workspace;
import java.util.Optional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * The network in the diagram's order, but for the keys, which are never written out: query · (W c +
 * b) = (Wᵀ query) · c + query · b, one product for the window instead of one for each vector, and
 * what the bias adds is the same for all positions, so it vanishes in the softmax and its gradient
 * is zero.
 */
final class AmnNetwork implements Network {
  private static final long[] LAST = {-1};

  private final int n;
  private final Scalar count; // n
  private final Scalar scale;
  private final Tensor keyWeight; // [attention, dim]
  private final Tensor dKeyWeight;
  private final Tensor dKeyBias;
  private final Kernels kernels;
  private final Linear queries;
  private final Linear first;
  private final Linear second;
  private final Linear third;
  private final Gelu gelu1;
  private final Gelu gelu2;
  private final LayerNorm norm1;
  private final LayerNorm norm2;
  private final Workspace.Buffer asked;
  private final Workspace.Buffer scores;
  private final Workspace.Buffer weights;
  private final Workspace.Buffer weighted;
  private final Workspace.Buffer both;
  private final Workspace.Buffer raw;
  private final Workspace.Buffer dScores;
  private final Workspace.Buffer sums;
  private final Workspace.Buffer dQuery;

  AmnNetwork(Weights w, Workspace space, int contextLength, int attention) {
    n = contextLength;
    count = NativeConstants.scalar(n);
    scale = NativeConstants.scalar(1 / Math.sqrt(attention));
    keyWeight = w.value("context_encoder.weight");
    dKeyWeight = w.gradient("context_encoder.weight");
    dKeyBias = w.gradient("context_encoder.bias");
    kernels = space.kernels();
    queries = new Linear(w, "query_encoder", space);
    first = new Linear(w, "residual_net.0", space);
    gelu1 = new Gelu(space);
    norm1 = new LayerNorm(w, "residual_net.2", space);
    second = new Linear(w, "residual_net.3", space);
    gelu2 = new Gelu(space);
    norm2 = new LayerNorm(w, "residual_net.5", space);
    third = new Linear(w, "residual_net.6", space);
    asked = space.buffer();
    scores = space.buffer();
    weights = space.buffer();
    weighted = space.buffer();
    both = space.buffer();
    raw = space.buffer();
    dScores = space.buffer();
    sums = space.buffer();
    dQuery = space.buffer();
  }

  @Override
  public Tensor forward(Tensor x, Mode pass) {
    long batch = x.size(1);
    long dim = x.size(2);
    Tensor inputs = both.of(batch, 2 * dim);
    Tensor total = raw.of(batch, dim); // until the prediction is written there
    kernels.sum(total, x);
    Tensor m = torch.div_out(mean(batch, dim), total, count);
    Tensor u = asked.of(batch, dim);
    kernels.times(u, queries.forward(m), keyWeight);
    Tensor ux = torch.mul_out(weighted.of(n, batch, dim), x, u);
    Tensor s =
        torch.sum_out(scores.of(n, batch), ux, LAST, false, NativeConstants.FLOAT).mul_(scale);
    Tensor w = torch.softmax_out(weights.of(n, batch), s, 0);
    Tensor wx = torch.mul_out(weighted.of(n, batch, dim), x, w.unsqueeze(-1));
    kernels.sum(total, wx);
    both.view(batch, 2 * dim).block(0, batch, dim, dim).copy_(total);
    Tensor h1 = norm1.forward(gelu1.forward(first.forward(inputs)));
    Tensor h2 = norm2.forward(gelu2.forward(second.forward(h1)));
    return torch.add_out(raw.of(batch, dim), m, third.forward(h2));
  }

  /** The weights lead to the residual network only; without it the prediction is the mean. */
  @Override
  public Optional<Mixed> mixing(Tensor x) {
    long batch = x.size(1);
    return Optional.of(new Mixed(weights.of(n, batch), mean(batch, x.size(2))));
  }

  private Tensor mean(long batch, long dim) {
    return both.view(batch, 2 * dim).block(0, batch, 0, dim);
  }

  @Override
  public void backward(Tensor x, Tensor dRaw) {
    long batch = x.size(1);
    long dim = x.size(2);
    Tensor h2 = norm2.output(batch);
    third.backward(h2, dRaw);
    Tensor a2 = second.output(batch);
    Tensor dg2 = norm2.backward(gelu2.output(batch, a2.size(1)), third.inputGradient(dRaw));
    Tensor da2 = gelu2.backward(a2, dg2);
    second.backward(norm1.output(batch), da2);
    Tensor a1 = first.output(batch);
    Tensor dg1 = norm1.backward(gelu1.output(batch, a1.size(1)), second.inputGradient(da2));
    Tensor da1 = gelu1.backward(a1, dg1);
    first.backward(both.of(batch, 2 * dim), da1);
    attentionBackward(x, first.inputGradient(da1, dim, dim));
  }

  private void attentionBackward(Tensor x, Tensor dAttended) {
    long batch = x.size(1);
    long dim = x.size(2);
    Tensor w = weights.of(n, batch);
    Tensor dxw = torch.mul_out(weighted.of(n, batch, dim), x, dAttended);
    Tensor dw = torch.sum_out(scores.of(n, batch), dxw, LAST, false, NativeConstants.FLOAT);
    Tensor ds = torch.mul_out(dScores.of(n, batch), dw, w); // softmax: w (dw - Σ dw w)
    Tensor total = sums.of(batch);
    kernels.sum(total, ds);
    ds.addcmul_(w, total, NativeConstants.MINUS_ONE).mul_(scale);
    Tensor xs = torch.mul_out(weighted.of(n, batch, dim), x, ds.unsqueeze(-1));
    Tensor du = asked.of(batch, dim);
    kernels.sum(du, xs);
    kernels.transposedTimes(dKeyWeight, queries.output(batch), du);
    dKeyBias.zero_();
    Tensor dq = dQuery.of(batch, keyWeight.size(0)).zero_();
    kernels.addTimesTransposed(dq, du, keyWeight);
    queries.backward(mean(batch, dim), dq);
  }
}
