package dev.nextvec.internal.nn;

import dev.nextvec.internal.torch.Kernels;
import dev.nextvec.internal.torch.NativeConstants;
import dev.nextvec.internal.torch.Workspace;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** Pooling in libtorch's operations: on any device. */
final class TorchPooling implements ContextPooling {
  private static final long[] LAST = {-1};

  private final int n;
  private final Scalar count; // n
  private final Scalar scale;
  private final Kernels kernels;
  private final Workspace.Buffer total;
  private final Workspace.Buffer scores;
  private final Workspace.Buffer weights;
  private final Workspace.Buffer weighted;
  private final Workspace.Buffer dScores;
  private final Workspace.Buffer sums;

  TorchPooling(int contextLength, int attention, Workspace space) {
    n = contextLength;
    count = NativeConstants.scalar(n);
    scale = NativeConstants.scalar(1 / Math.sqrt(attention));
    kernels = space.kernels();
    total = space.buffer();
    scores = space.buffer();
    weights = space.buffer();
    weighted = space.buffer();
    dScores = space.buffer();
    sums = space.buffer();
  }

  @Override
  public void mean(Contexts contexts, Tensor both) {
    Tensor x = contexts.byPosition();
    long dim = x.size(2);
    Tensor sum = total.of(x.size(1), dim);
    kernels.sum(sum, x);
    torch.div_out(both.narrow(1, 0, dim), sum, count);
  }

  @Override
  public void attend(Contexts contexts, Tensor u, Tensor both) {
    Tensor x = contexts.byPosition();
    long batch = x.size(1);
    long dim = x.size(2);
    Tensor ux = torch.mul_out(weighted.of(n, batch, dim), x, u);
    Tensor s =
        torch.sum_out(scores.of(n, batch), ux, LAST, false, NativeConstants.FLOAT).mul_(scale);
    Tensor w = torch.softmax_out(weights.of(n, batch), s, 0);
    Tensor wx = torch.mul_out(weighted.of(n, batch, dim), x, w.unsqueeze(-1));
    Tensor sum = total.of(batch, dim);
    kernels.sum(sum, wx);
    both.narrow(1, dim, dim).copy_(sum);
  }

  @Override
  public Tensor weights(long batch) {
    return weights.of(n, batch);
  }

  @Override
  public void backward(Contexts contexts, Tensor dAttended, Tensor du) {
    Tensor x = contexts.byPosition();
    long batch = x.size(1);
    long dim = x.size(2);
    Tensor w = weights.of(n, batch);
    Tensor dxw = torch.mul_out(weighted.of(n, batch, dim), x, dAttended);
    Tensor dw = torch.sum_out(scores.of(n, batch), dxw, LAST, false, NativeConstants.FLOAT);
    Tensor ds = torch.mul_out(dScores.of(n, batch), dw, w); // softmax: w (dw - Σ dw w)
    Tensor all = sums.of(batch);
    kernels.sum(all, ds);
    ds.addcmul_(w, all, NativeConstants.MINUS_ONE).mul_(scale);
    Tensor xs = torch.mul_out(weighted.of(n, batch, dim), x, ds.unsqueeze(-1));
    kernels.sum(du, xs);
  }
}
