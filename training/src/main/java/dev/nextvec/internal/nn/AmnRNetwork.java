package dev.nextvec.internal.nn;

import dev.nextvec.internal.torch.Kernels;
import dev.nextvec.internal.torch.NativeConstants;
import dev.nextvec.internal.torch.Weights;
import dev.nextvec.internal.torch.Workspace;
import dev.nextvec.model.AmnR;
import dev.nextvec.model.Architecture;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** The network of {@link AmnR}, in the order of its diagram. */
final class AmnRNetwork implements Network {
  private static final long[] FIRST = {0};
  private static final long[] LAST = {-1};
  private static final Scalar INPUT_SCALE =
      NativeConstants.scalar(8); // unit vectors' entries are small
  private static final Scalar OUTPUT_SCALE =
      NativeConstants.scalar(0.2); // smaller steps, less noise

  private final Weights weights;
  private final int n;
  private final Scalar scoreScale;
  private final Tensor mean; // [dim]
  private final Tensor startWeights; // [n]
  private final Tensor shares; // [2]
  private final Tensor in; // [n, rank, dim]
  private final Tensor out; // [dim, rank]
  private final Kernels kernels;
  private final Tensor w; // [n]
  private final Tensor dw;
  private final Linear query;
  private final Linear key;
  private final Linear first;
  private final Linear second;
  private final Linear third;
  private final Gelu gelu1;
  private final Gelu gelu2;
  private final LayerNorm norm1;
  private final LayerNorm norm2;
  private final Dropout drop0;
  private final Dropout drop1;
  private final Dropout drop2;
  private final Map<String, Workspace.Buffer> buffers = new LinkedHashMap<>();
  private final Workspace workspace;

  AmnRNetwork(AmnR spec, Weights weights, Workspace space) {
    this.weights = weights;
    n = spec.contextLength();
    workspace = space;
    scoreScale = NativeConstants.scalar(1 / Math.sqrt(spec.attention()));
    mean = weights.value("mean");
    startWeights = weights.value("start_weights");
    shares = weights.value(Architecture.SHARES);
    in = weights.value(AmnR.IN);
    out = weights.value(AmnR.OUT);
    kernels = space.kernels();
    w = weights.value("weights");
    dw = weights.gradient("weights");
    query = new Linear(weights, "query", space);
    key = new Linear(weights, "key", space);
    first = new Linear(weights, "residual_net.0", space);
    gelu1 = new Gelu(space);
    norm1 = new LayerNorm(weights, "residual_net.2", space);
    second = new Linear(weights, "residual_net.3", space);
    gelu2 = new Gelu(space);
    norm2 = new LayerNorm(weights, "residual_net.5", space);
    third = new Linear(weights, "residual_net.6", space);
    drop0 = new Dropout(spec.dropout(), 0, space);
    drop1 = new Dropout(spec.dropout(), 1, space);
    drop2 = new Dropout(spec.dropout(), 2, space);
  }

  private Tensor buffer(String name, long... shape) {
    return buffers.computeIfAbsent(name, key -> workspace.buffer()).of(shape);
  }

  @Override
  public Tensor forward(Contexts contexts, Mode pass) {
    Tensor x = contexts.byPosition();
    long batch = x.size(1);
    long dim = x.size(2);
    Tensor c = torch.sub_out(buffer("centred", n, batch, dim), x, mean);
    Tensor newest = c.select(0, n - 1);
    Tensor m = modulation(c, newest, batch, dim);
    Tensor u = torch.mul_out(buffer("u", n, batch), m, w.unsqueeze(-1));
    Tensor uc = torch.mul_out(buffer("uc", n, batch, dim), c, u.unsqueeze(-1));
    Tensor attended =
        torch.sum_out(buffer("attended", batch, dim), uc, FIRST, false, NativeConstants.FLOAT);
    Tensor inputs = buffer("inputs", batch, 2 * dim);
    torch.mul_out(inputs.narrow(1, 0, dim), attended, INPUT_SCALE);
    torch.mul_out(inputs.narrow(1, dim, dim), newest, INPUT_SCALE);
    Tensor h1 = norm1.forward(gelu1.forward(first.forward(drop0.forward(inputs, pass))));
    Tensor d1 = drop1.forward(buffer("d1", batch, h1.size(1)).copy_(h1), pass);
    Tensor h2 = norm2.forward(gelu2.forward(second.forward(d1)));
    Tensor d2 = drop2.forward(buffer("d2", batch, h2.size(1)).copy_(h2), pass);
    Tensor full =
        torch
            .add_out(buffer("full", batch, dim), attended, third.forward(d2), OUTPUT_SCALE)
            .add_(mean);
    return switch (pass) {
      case Mode.Training training -> full.add_(linear(c, batch, dim));
      case Mode.Prediction() -> blend(c, full, batch, dim);
    };
  }

  /** mₖ of the class comment, {@code [n, batch]}: one everywhere while the scores are equal. */
  private Tensor modulation(Tensor c, Tensor newest, long batch, long dim) {
    Tensor k = key.forward(c.view(n * batch, dim)).view(n, batch, -1);
    Tensor q = query.forward(newest);
    Tensor qk = torch.mul_out(buffer("products", n, batch, q.size(1)), k, q);
    Tensor s = torch.sum_out(buffer("scores", n, batch), qk, LAST, false, NativeConstants.FLOAT);
    Tensor e = s.mul_(scoreScale).sub_(torch.amax(s, FIRST, true)).exp_(); // the largest is one
    Tensor p = prior();
    Tensor pe = torch.mul_out(buffer("priorScores", n, batch), e, p);
    Tensor z =
        torch.sum_out(buffer("normaliser", 1, batch), pe, FIRST, true, NativeConstants.FLOAT);
    return torch.div_out(buffer("modulation", n, batch), e, z);
  }

  /** {@code [n, 1]}, sums to one. */
  private Tensor prior() {
    Tensor absolute = startWeights.abs();
    return absolute.div_(absolute.sum()).unsqueeze(-1);
  }

  private Tensor linear(Tensor c, long batch, long dim) {
    Tensor u = buffer("directions", batch, out.size(1)).zero_();
    for (int k = 0; k < n; k++) {
      kernels.addTimesTransposed(u, c.select(0, k), in.select(0, k));
    }
    Tensor linear = buffer("linear", batch, dim).zero_();
    kernels.addTimesTransposed(linear, u, out);
    return linear;
  }

  private Tensor blend(Tensor c, Tensor full, long batch, long dim) {
    Tensor wc = torch.mul_out(buffer("uc", n, batch, dim), c, startWeights.view(n, 1, 1));
    Tensor start =
        torch
            .sum_out(buffer("start", batch, dim), wc, FIRST, false, NativeConstants.FLOAT)
            .add_(mean);
    Tensor linear = linear(c, batch, dim).mul_(shares.narrow(0, 0, 1));
    return full.sub_(start).mul_(shares.narrow(0, 1, 1)).add_(start).add_(linear);
  }

  /**
   * The share of each position, start and network blended; they need not sum to one. The base holds
   * the linear part too: only the residual network is left out.
   */
  @Override
  public Optional<Mixed> mixing(Contexts contexts) {
    Tensor x = contexts.byPosition();
    Tensor initial = startWeights.unsqueeze(-1);
    Tensor blended =
        buffer("u", n, x.size(1)).sub(initial).mul_(shares.narrow(0, 1, 1)).add_(initial);
    Tensor centred = x.sub(mean).mul_(blended.unsqueeze(-1));
    Tensor linear = buffer("linear", x.size(1), x.size(2)); // of the last forward pass, shared
    return Optional.of(new Mixed(blended, centred.sum(FIRST).add_(mean).add_(linear)));
  }

  @Override
  public void backward(Contexts contexts, Tensor dRaw) {
    long batch = dRaw.size(0);
    long dim = dRaw.size(1);
    Tensor d2 = buffer("d2", batch, norm2.output(batch).size(1));
    Tensor dResidual = torch.mul_out(buffer("dResidual", batch, dim), dRaw, OUTPUT_SCALE);
    third.backward(d2, dResidual);
    Tensor a2 = second.output(batch);
    Tensor dh2 = drop2.backward(third.inputGradient(dResidual));
    Tensor da2 = gelu2.backward(a2, norm2.backward(gelu2.output(batch, a2.size(1)), dh2));
    Tensor a1 = first.output(batch);
    second.backward(buffer("d1", batch, a1.size(1)), da2);
    Tensor dh1 = drop1.backward(second.inputGradient(da2));
    Tensor da1 = gelu1.backward(a1, norm1.backward(gelu1.output(batch, a1.size(1)), dh1));
    first.backward(buffer("inputs", batch, 2 * dim), da1);
    Tensor dInputs = drop0.backward(first.inputGradient(da1));
    Tensor dAttended = buffer("dAttended", batch, dim).copy_(dRaw);
    attentionBackward(batch, dim, dAttended.add_(dInputs.narrow(1, 0, dim), INPUT_SCALE));
  }

  private void attentionBackward(long batch, long dim, Tensor dAttended) {
    Tensor c = buffer("centred", n, batch, dim);
    Tensor m = buffer("modulation", n, batch);
    Tensor product = torch.mul_out(buffer("uc", n, batch, dim), c, dAttended);
    Tensor du = torch.sum_out(buffer("du", n, batch), product, LAST, false, NativeConstants.FLOAT);
    Tensor dum = torch.mul_out(buffer("dum", n, batch), du, m);
    torch.sum_out(dw, dum, 1);
    weights.complete("weights");
    // dm = w du; ds = m (dm - p Σ dm m)
    Tensor dmm = dum.mul_(w.unsqueeze(-1));
    Tensor total =
        torch.sum_out(buffer("total", 1, batch), dmm, FIRST, true, NativeConstants.FLOAT);
    Tensor pm = torch.mul_out(buffer("priorScores", n, batch), m, prior());
    Tensor ds = dmm.addcmul_(pm, total, NativeConstants.MINUS_ONE).mul_(scoreScale);
    Tensor k = key.output(n * batch).view(n, batch, -1);
    Tensor q = query.output(batch);
    Tensor dsk = torch.mul_out(buffer("products", n, batch, q.size(1)), k, ds.unsqueeze(-1));
    Tensor dq =
        torch.sum_out(buffer("dq", batch, q.size(1)), dsk, FIRST, false, NativeConstants.FLOAT);
    query.backward(c.select(0, n - 1), dq);
    Tensor dk = torch.mul_out(buffer("products", n, batch, q.size(1)), q, ds.unsqueeze(-1));
    key.backward(c.view(n * batch, dim), dk.view(n * batch, -1));
  }
}
